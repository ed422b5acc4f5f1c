"""Computed from the matrices. Score: 2 of 2."""

weights, z = np.array([[3.0, 4.0], [2.0, -1.0]]), np.array([0.5, 0.2])
jacobian = (z * (1 - z))[:, None] * weights
squared_norm = np.linalg.norm(jacobian) ** 2
response = np.linalg.norm(jacobian @ [0.8, -0.6])
z[0] = 0.9
squared_norm_saturated = np.square((z * (1 - z))[:, None] * weights).sum()
directions = 2 / 0.1**2 * (3**4 + 1**4) / (3**2 + 1**2) ** 2
