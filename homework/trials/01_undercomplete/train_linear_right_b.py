"""Sets the weights to those of PCA. Score: 2 of 2."""


def train_linear(x, code_dim):
    pca = PCA(code_dim).fit(x)
    pictures, z = keras.Input((x.shape[1],)), keras.Input((code_dim,))
    encoder = keras.Model(pictures, layers.Dense(code_dim)(pictures))
    decoder = keras.Model(z, layers.Dense(x.shape[1])(z))
    encoder.set_weights([pca.components_.T, -pca.components_ @ pca.mean_])
    decoder.set_weights([pca.components_, pca.mean_])
    return encoder, decoder
