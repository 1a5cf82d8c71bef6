"""What a user asks for: classify, characterise, describe, an overview. Generators without Qt or terminal."""
