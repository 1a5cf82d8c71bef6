<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>Open recipe…</source>
        <translation>Abrir receta…</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Historial</translation>
    </message>
    <message>
        <source>Save as recipe…</source>
        <translation>Guardar como receta…</translation>
    </message>
    <message>
        <source>Repeat…</source>
        <translation>Repetir…</translation>
    </message>
    <message>
        <source>Copy as command</source>
        <translation>Copiar como orden</translation>
    </message>
</context>
<context>
    <name>HistoryPanel</name>
    <message>
        <source>When</source>
        <translation>Cuándo</translation>
    </message>
    <message>
        <source>Job</source>
        <translation>Trabajo</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modelo</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>Opciones</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Resultado</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Quién</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Historial</translation>
    </message>
    <message>
        <source>Choose one or more jobs (Ctrl, Shift).</source>
        <translation>Elija uno o varios trabajos (Ctrl, Mayús).</translation>
    </message>
    <message>
        <source>Nothing was done with this folder yet. What you classify, caption or measure stands here, and any part of it can be kept as a recipe and repeated on another folder.</source>
        <translation>Con esta carpeta todavía no se hizo nada. Aquí queda lo que usted clasifique, describa con leyendas o mida, y cualquier parte se puede guardar como receta y repetir en otra carpeta.</translation>
    </message>
    <message>
        <source>Repetition</source>
        <translation>Repetición</translation>
    </message>
    <message>
        <source>Save as recipe</source>
        <translation>Guardar como receta</translation>
    </message>
    <message>
        <source>Recipes</source>
        <translation>Recetas</translation>
    </message>
</context>
<context>
    <name>Recipe</name>
    <message>
        <source>Open recipe</source>
        <translation>Abrir receta</translation>
    </message>
    <message>
        <source>Recipes</source>
        <translation>Recetas</translation>
    </message>
    <message>
        <source>Recipe {name}</source>
        <translation>Receta {name}</translation>
    </message>
    <message>
        <source>Recipe {name} · step {number} of {of}: {job}</source>
        <translation>Receta {name} · paso {number} de {of}: {job}</translation>
    </message>
</context>
<context>
    <name>RecipeDialog</name>
    <message>
        <source>Recipe</source>
        <translation>Receta</translation>
    </message>
    <message>
        <source>Pictures:</source>
        <translation>Imágenes:</translation>
    </message>
    <message>
        <source>Results:</source>
        <translation>Resultados:</translation>
    </message>
    <message>
        <source>Other folder…</source>
        <translation>Otra carpeta…</translation>
    </message>
    <message>
        <source>Other place…</source>
        <translation>Otro lugar…</translation>
    </message>
    <message>
        <source>Use the changed model all the same</source>
        <translation>Usar de todos modos el modelo cambiado</translation>
    </message>
    <message>
        <source>It runs on all pictures of the folder. The tables are the same, byte for byte, as long as the pictures and the models are the same.</source>
        <translation>Se hace con todas las imágenes de la carpeta. Las tablas salen iguales, byte por byte, mientras las imágenes y los modelos sean los mismos.</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Ejecutar</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Looking for the models…</source>
        <translation>Buscando los modelos…</translation>
    </message>
    <message>
        <source>choose a folder</source>
        <translation>elija una carpeta</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Imágenes</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Resultados</translation>
    </message>
</context>
</TS>
