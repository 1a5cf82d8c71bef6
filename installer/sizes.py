"""What of a bundle is large, and why it is there."""

from collections import Counter
from pathlib import Path

WHY = {
    "PySide6": "Qt's Core, Gui, Widgets, Svg, DBus, OpenGL and the platform plugins: the window",
    "scipy": "clusters, distances and local thresholds of phases; what scikit-learn is made of",
    "scipy.libs": "scipy's own OpenBLAS and Fortran run-time (numpy's has another interface)",
    "numpy": "every array",
    "numpy.libs": "numpy's OpenBLAS and Fortran run-time",
    "onnxruntime": "runs the models",
    "sklearn": "phases learnt from brush strokes (random forest)",
    "imagecodecs": "compressions of TIFF: LZW, JPEG, JPEG 2000, Zstandard, WebP, LERC, …",
    "imagecodecs.libs": "the libraries of those compressions",
    "pillow.libs": "PNG and JPEG",
    "resources": "models, features for active training, samples, icons, Spanish, the training wheel",
    "python": "the interpreter, its standard library, and GeoDesk and all Python code as one archive",
}


def parts(bundle: Path) -> dict[str, int]:
    """Bytes of each part, the largest first; all that lies loose is Python."""
    found: Counter[str] = Counter()
    for path in bundle.rglob("*"):
        if path.is_file() and not path.is_symlink():
            inside = path.relative_to(bundle).parts
            part = inside[1] if len(inside) > 2 and inside[0] == "_internal" else "python"
            found["python" if part.startswith(("python3", "lib-dynload")) else part] += path.stat().st_size
    return dict(found.most_common())


def table(bundle: Path) -> str:
    """Markdown: every part over 10 MB and why it is there, and the sum."""
    sizes = parts(bundle)
    lines = ["| part | MB | why |", "|---|---|---|"]
    lines += [f"| {part} | {n / 1e6:.0f} | {WHY.get(part, '?')} |" for part, n in sizes.items() if n > 10e6]
    rest = sum(n for n in sizes.values() if n <= 10e6)
    lines += [
        f"| all else | {rest / 1e6:.0f} | |",
        f"| **together** | **{sum(sizes.values()) / 1e6:.0f}** | |",
    ]
    return "\n".join(lines)
