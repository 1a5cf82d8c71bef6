"""The landslide captioner: table → captions → encoder and decoder → scores → one ONNX file.

Trained on rendered scenes (`training.terrain`) it is a demonstration and is called so everywhere.
"""
