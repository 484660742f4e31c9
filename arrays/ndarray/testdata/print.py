"""Prints what TestArraysPrintLikeNumPy compares with: python print.py > print.txt (NumPy 1.24)."""
import numpy as np

x = np.arange(2000)
f = np.arange(30) * 0.37
for a in [
    np.array([1, 1.5e-5, -3]), np.array([1, 2.5, -3]), np.array([1, 2.5, np.nan, np.inf]),
    np.array([0.1, 0.2, 1 / 3], "f"), np.array([0.1, 0.2, 1 / 3, 1000]),
    np.array([1 + 2j, -3.25 - 1j]), np.array([1 + 2j, -3.25 - 0.125j], "F"),
    np.array([True, False]), np.array([[1, -200], [3, 4]]),
    np.array([12345678.9, 0.5]), np.array([1e16, 5e16]), np.array([1.123456789012e20, 5e16]),
    x.reshape(20, 100), x, x.reshape(10, 10, 20), x[:60].reshape(2, 30),
    np.zeros(0), np.zeros((2, 0)), np.array([1.1, 2.25, 0], "e"), np.array(1.5),
    f, f.reshape(5, 6), np.array([0, 1e-5]),
]:
    print(a)
