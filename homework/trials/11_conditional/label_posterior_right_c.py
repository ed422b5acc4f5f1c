"""Keras's functions, in float32. Score: 2 of 2."""


def label_posterior(log_w, prior):
    log_joint = ops.logsumexp(ops.convert_to_tensor(log_w, "float32"), axis=-1)
    log_joint = log_joint + ops.log(ops.convert_to_tensor(prior, "float32"))
    return ops.softmax(log_joint, axis=-1)
