<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>Caption of this picture</source>
        <translation>Leyenda de esta imagen</translation>
    </message>
    <message>
        <source>Captions of the folder</source>
        <translation>Leyendas de la carpeta</translation>
    </message>
    <message>
        <source>Outline the landslide</source>
        <translation>Contornear el deslizamiento</translation>
    </message>
    <message>
        <source>Save the inventory of landslides…</source>
        <translation>Guardar el inventario de deslizamientos…</translation>
    </message>
    <message>
        <source>Save the inventory as a map…</source>
        <translation>Guardar el inventario como mapa…</translation>
    </message>
    <message>
        <source>Save the corrected captions for training…</source>
        <translation>Guardar las leyendas corregidas para entrenar…</translation>
    </message>
</context>
<context>
    <name>CaptionDesk</name>
    <message>
        <source>Captions of {folder} · {model}</source>
        <translation>Leyendas de {folder} · {model}</translation>
    </message>
    <message>
        <source>Interrupted captions: {done} of {total}</source>
        <translation>Leyendas interrumpidas: {done} de {total}</translation>
    </message>
</context>
<context>
    <name>CaptionPart</name>
    <message>
        <source>This picture</source>
        <translation>Esta imagen</translation>
    </message>
    <message>
        <source>Other readings</source>
        <translation>Otras lecturas</translation>
    </message>
    <message>
        <source>Write its caption</source>
        <translation>Escribir su leyenda</translation>
    </message>
    <message>
        <source>Caption of the picture in view (Ctrl+R)</source>
        <translation>Leyenda de la imagen a la vista (Ctrl+R)</translation>
    </message>
    <message>
        <source>Outline the landslide</source>
        <translation>Contornear el deslizamiento</translation>
    </message>
    <message>
        <source>Draw around it on the picture: area and perimeter are measured</source>
        <translation>Dibuje su contorno sobre la imagen: se miden área y perímetro</translation>
    </message>
    <message>
        <source>Keep this caption</source>
        <translation>Guardar leyenda</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>Deshacer</translation>
    </message>
    <message>
        <source>Back to what the model said</source>
        <translation>Volver a lo que dijo el modelo</translation>
    </message>
    <message>
        <source>Click one to take it over</source>
        <translation>Haga clic en una para adoptarla</translation>
    </message>
    <message>
        <source>Opening the model…</source>
        <translation>Abriendo el modelo…</translation>
    </message>
    <message>
        <source>It is not run.</source>
        <translation>No se usa.</translation>
    </message>
    <message>
        <source>Trained on synthetic pictures: what it says of real ones is a demonstration.</source>
        <translation>Entrenado con imágenes sintéticas: lo que dice de las reales es una demostración.</translation>
    </message>
    <message>
        <source>Writing the caption…</source>
        <translation>Escribiendo la leyenda…</translation>
    </message>
    <message>
        <source>Kept by {name}</source>
        <translation>Guardada por {name}</translation>
    </message>
    <message>
        <source>Changed by hand, not kept yet</source>
        <translation>Cambiada a mano, aún sin guardar</translation>
    </message>
    <message>
        <source>{model} · the whole caption: {share} probable</source>
        <translation>{model} · leyenda entera: probabilidad {share}</translation>
    </message>
    <message>
        <source>The pixel size is unknown, so nothing is measured: give it with Picture → Pixel size…</source>
        <translation>No se conoce el tamaño de píxel, así que no se mide nada: indíquelo con Imagen → Tamaño de píxel…</translation>
    </message>
    <message>
        <source>Area {area} m² · perimeter {length} m</source>
        <translation>Área {area} m² · perímetro {length} m</translation>
    </message>
</context>
<context>
    <name>Captioning</name>
    <message>
        <source>The captions of this folder were interrupted: {done} of {total}.</source>
        <translation>Las leyendas de esta carpeta se interrumpieron: {done} de {total}.</translation>
    </message>
    <message>
        <source>Start anew</source>
        <translation>Empezar de nuevo</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Continuar</translation>
    </message>
    <message>
        <source>Save the inventory</source>
        <translation>Guardar el inventario</translation>
    </message>
    <message>
        <source>CSV tables</source>
        <translation>Tablas CSV</translation>
    </message>
    <message>
        <source>inventory</source>
        <translation>inventario</translation>
    </message>
    <message>
        <source>Save the map</source>
        <translation>Guardar el mapa</translation>
    </message>
    <message>
        <source>GeoJSON maps</source>
        <translation>Mapas GeoJSON</translation>
    </message>
    <message>
        <source>Save the table for training</source>
        <translation>Guardar la tabla para entrenar</translation>
    </message>
    <message>
        <source>captions</source>
        <translation>leyendas</translation>
    </message>
</context>
<context>
    <name>Compass</name>
    <message>
        <source>north</source>
        <translation>norte</translation>
    </message>
    <message>
        <source>north-east</source>
        <translation>noreste</translation>
    </message>
    <message>
        <source>east</source>
        <translation>este</translation>
    </message>
    <message>
        <source>south-east</source>
        <translation>sureste</translation>
    </message>
    <message>
        <source>south</source>
        <translation>sur</translation>
    </message>
    <message>
        <source>south-west</source>
        <translation>suroeste</translation>
    </message>
    <message>
        <source>west</source>
        <translation>oeste</translation>
    </message>
    <message>
        <source>north-west</source>
        <translation>noroeste</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>Dirección</translation>
    </message>
</context>
<context>
    <name>FolderPart</name>
    <message>
        <source>Folder</source>
        <translation>Carpeta</translation>
    </message>
    <message>
        <source>Captions of the folder</source>
        <translation>Leyendas de la carpeta</translation>
    </message>
    <message>
        <source>Captions of all pictures of the folder (Ctrl+Shift+R)</source>
        <translation>Leyendas de todas las imágenes de la carpeta (Ctrl+Mayús+R)</translation>
    </message>
    <message>
        <source>Start anew</source>
        <translation>Empezar de nuevo</translation>
    </message>
    <message>
        <source>Inventory as a table…</source>
        <translation>Inventario como tabla…</translation>
    </message>
    <message>
        <source>Inventory as a map…</source>
        <translation>Inventario como mapa…</translation>
    </message>
    <message>
        <source>GeoJSON, of the pictures that are GeoTIFFs</source>
        <translation>GeoJSON, de las imágenes que son GeoTIFF</translation>
    </message>
    <message>
        <source>Corrections for training…</source>
        <translation>Correcciones para entrenar…</translation>
    </message>
    <message>
        <source>The table of kept captions that “prepare captions” takes</source>
        <translation>La tabla de leyendas guardadas que recibe «prepare captions»</translation>
    </message>
    <message>
        <source>Continue ({done} of {total})</source>
        <translation>Continuar ({done} de {total})</translation>
    </message>
    <message>
        <source>1 picture with a caption</source>
        <translation>1 imagen con leyenda</translation>
    </message>
    <message>
        <source>{n} pictures with a caption</source>
        <translation>{n} imágenes con leyenda</translation>
    </message>
    <message>
        <source>1 kept by a person</source>
        <translation>1 guardada por una persona</translation>
    </message>
    <message>
        <source>{n} kept by people</source>
        <translation>{n} guardadas por personas</translation>
    </message>
    <message>
        <source>1 error</source>
        <translation>1 error</translation>
    </message>
    <message>
        <source>{n} errors</source>
        <translation>{n} errores</translation>
    </message>
    <message>
        <source>No captions yet.</source>
        <translation>Todavía sin leyendas.</translation>
    </message>
</context>
<context>
    <name>Tools</name>
    <message>
        <source>Draw around the landslide with the button held down · Esc leaves</source>
        <translation>Dibuje alrededor del deslizamiento con el botón presionado · Esc sale</translation>
    </message>
</context>
</TS>
