<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name>Accepting</name>
    <message>
        <source>Accept suggestions</source>
        <translation>Aceptar sugerencias</translation>
    </message>
    <message>
        <source>Probability of at least</source>
        <translation>Probabilidad mínima</translation>
    </message>
    <message>
        <source>The least sure of each class:</source>
        <translation>Las menos seguras de cada clase:</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>Ejemplos</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Accept 1</source>
        <translation>Aceptar 1</translation>
    </message>
    <message>
        <source>Accept {n}</source>
        <translation>Aceptar {n}</translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation>Contando…</translation>
    </message>
    <message>
        <source>1 sample of the list gets its suggestion: {shares}.</source>
        <translation>1 muestra de la lista recibe su sugerencia: {shares}.</translation>
    </message>
    <message>
        <source>{n} samples of the list get their suggestion: {shares}.</source>
        <translation>{n} muestras de la lista reciben su sugerencia: {shares}.</translation>
    </message>
    <message>
        <source>No sample of the list gets a label.</source>
        <translation>Ninguna muestra de la lista recibe etiqueta.</translation>
    </message>
    <message>
        <source>1 has a label already and keeps it.</source>
        <translation>1 ya tiene etiqueta y la conserva.</translation>
    </message>
    <message>
        <source>{n} have a label already and keep it.</source>
        <translation>{n} ya tienen etiqueta y la conservan.</translation>
    </message>
    <message>
        <source>1 is held out to know the accuracy and waits for you to look at it.</source>
        <translation>1 está reservada para conocer la exactitud y espera a que usted la vea.</translation>
    </message>
    <message>
        <source>{n} are held out to know the accuracy and wait for you to look at them.</source>
        <translation>{n} están reservadas para conocer la exactitud y esperan a que usted las vea.</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>Label as class 1</source>
        <translation>Etiquetar con la clase 1</translation>
    </message>
    <message>
        <source>Label as class 2</source>
        <translation>Etiquetar con la clase 2</translation>
    </message>
    <message>
        <source>Label as class 3</source>
        <translation>Etiquetar con la clase 3</translation>
    </message>
    <message>
        <source>Label as class 4</source>
        <translation>Etiquetar con la clase 4</translation>
    </message>
    <message>
        <source>Label as class 5</source>
        <translation>Etiquetar con la clase 5</translation>
    </message>
    <message>
        <source>Label as class 6</source>
        <translation>Etiquetar con la clase 6</translation>
    </message>
    <message>
        <source>Label as class 7</source>
        <translation>Etiquetar con la clase 7</translation>
    </message>
    <message>
        <source>Label as class 8</source>
        <translation>Etiquetar con la clase 8</translation>
    </message>
    <message>
        <source>Label as class 9</source>
        <translation>Etiquetar con la clase 9</translation>
    </message>
    <message>
        <source>Label as unsure</source>
        <translation>Etiquetar como dudosa</translation>
    </message>
    <message>
        <source>Accept the suggestion</source>
        <translation>Aceptar la sugerencia</translation>
    </message>
    <message>
        <source>Remove the label</source>
        <translation>Quitar la etiqueta</translation>
    </message>
    <message>
        <source>Next sample without a label</source>
        <translation>Siguiente muestra sin etiqueta</translation>
    </message>
    <message>
        <source>Undo the last labels</source>
        <translation>Deshacer las últimas etiquetas</translation>
    </message>
    <message>
        <source>Redo the labels</source>
        <translation>Rehacer las etiquetas</translation>
    </message>
    <message>
        <source>Accept suggestions…</source>
        <translation>Aceptar sugerencias…</translation>
    </message>
    <message>
        <source>Classes and keys…</source>
        <translation>Clases y teclas…</translation>
    </message>
    <message>
        <source>Import labels from CSV…</source>
        <translation>Importar etiquetas de un CSV…</translation>
    </message>
    <message>
        <source>Export labels to CSV…</source>
        <translation>Exportar etiquetas a un CSV…</translation>
    </message>
    <message>
        <source>Save again</source>
        <translation>Guardar de nuevo</translation>
    </message>
</context>
<context>
    <name>ClassEditor</name>
    <message>
        <source>Classes and keys</source>
        <translation>Clases y teclas</translation>
    </message>
    <message>
        <source>The first nine have the keys 1 to 9. Drag to change the order. A double click changes a name; the name of another class merges the two.</source>
        <translation>Las nueve primeras tienen las teclas 1 a 9. Arrástrelas para cambiar el orden. Con doble clic se cambia un nombre; con el nombre de otra clase se unen las dos.</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>Clases</translation>
    </message>
    <message>
        <source>Name of a new class</source>
        <translation>Nombre de una clase nueva</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Añadir</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>Subir</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>Bajar</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Cambiar nombre</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Quitar</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Guardar</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>On saving, 1 sample gets this class.</source>
        <translation>Al guardar, 1 muestra recibe esta clase.</translation>
    </message>
    <message>
        <source>On saving, {n} samples get this class.</source>
        <translation>Al guardar, {n} muestras reciben esta clase.</translation>
    </message>
    <message>
        <source>In use for 1 sample, so it stays.</source>
        <translation>En uso en 1 muestra, por eso se queda.</translation>
    </message>
    <message>
        <source>In use for {n} samples, so it stays.</source>
        <translation>En uso en {n} muestras, por eso se queda.</translation>
    </message>
    <message>
        <source>The model of the last run suggests it, so it stays.</source>
        <translation>La sugiere el modelo de la última corrida, por eso se queda.</translation>
    </message>
</context>
<context>
    <name>History</name>
    <message>
        <source>History</source>
        <translation>Historial</translation>
    </message>
    <message>
        <source>Never labelled.</source>
        <translation>Nunca etiquetada.</translation>
    </message>
    <message>
        <source>… and {n} before</source>
        <translation>… y {n} anteriores</translation>
    </message>
    <message>
        <source>given back, was of {path}</source>
        <translation>devuelta, era de {path}</translation>
    </message>
</context>
<context>
    <name>LabelPanel</name>
    <message>
        <source>Classes</source>
        <translation>Clases</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>Editar…</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>Aceptar</translation>
    </message>
    <message>
        <source>Save again</source>
        <translation>Guardar de nuevo</translation>
    </message>
    <message>
        <source>Review…</source>
        <translation>Revisar…</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Deshacer</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Rehacer</translation>
    </message>
    <message>
        <source>Next without label</source>
        <translation>Siguiente sin etiqueta</translation>
    </message>
    <message>
        <source>Accept suggestions…</source>
        <translation>Aceptar sugerencias…</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Importar…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportar…</translation>
    </message>
    <message>
        <source>There are no classes yet. Add the first one to give it the key 1.</source>
        <translation>Aún no hay clases. Añada la primera para darle la tecla 1.</translation>
    </message>
    <message>
        <source>Keys label the {n} selected samples.</source>
        <translation>Las teclas etiquetan las {n} muestras seleccionadas.</translation>
    </message>
    <message>
        <source>No sample is selected.</source>
        <translation>No hay ninguna muestra seleccionada.</translation>
    </message>
    <message>
        <source>No sample in view.</source>
        <translation>No hay ninguna muestra a la vista.</translation>
    </message>
    <message>
        <source>1 picture that was worked on is not found or has changed.</source>
        <translation>1 imagen trabajada no se encuentra o cambió.</translation>
    </message>
    <message>
        <source>{n} pictures that were worked on are not found or have changed.</source>
        <translation>{n} imágenes trabajadas no se encuentran o cambiaron.</translation>
    </message>
    <message>
        <source>not saved</source>
        <translation>sin guardar</translation>
    </message>
    <message>
        <source>{how}, {name}</source>
        <translation>{how}, {name}</translation>
    </message>
    <message>
        <source>given back by {name}</source>
        <translation>devuelta por {name}</translation>
    </message>
    <message>
        <source>Different labels</source>
        <translation>Etiquetas distintas</translation>
    </message>
    <message>
        <source>No label</source>
        <translation>Sin etiqueta</translation>
    </message>
    <message>
        <source>No suggestion</source>
        <translation>Sin sugerencia</translation>
    </message>
    <message>
        <source>1 of {n} labelled</source>
        <translation>1 de {n} etiquetada</translation>
    </message>
    <message>
        <source>{k} of {n} labelled</source>
        <translation>{k} de {n} etiquetadas</translation>
    </message>
    <message>
        <source>1 label not saved.</source>
        <translation>1 etiqueta sin guardar.</translation>
    </message>
    <message>
        <source>{n} labels not saved.</source>
        <translation>{n} etiquetas sin guardar.</translation>
    </message>
</context>
<context>
    <name>Labelling</name>
    <message>
        <source>Import labels from CSV</source>
        <translation>Importar etiquetas de un CSV</translation>
    </message>
    <message>
        <source>Export labels to CSV</source>
        <translation>Exportar etiquetas a un CSV</translation>
    </message>
    <message>
        <source>Also who labelled and when</source>
        <translation>También quién etiquetó y cuándo</translation>
    </message>
    <message>
        <source>labels</source>
        <translation>etiquetas</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>Todos los archivos</translation>
    </message>
    <message>
        <source>by hand</source>
        <translation>a mano</translation>
    </message>
    <message>
        <source>suggestion accepted</source>
        <translation>sugerencia aceptada</translation>
    </message>
    <message>
        <source>several at once</source>
        <translation>varias a la vez</translation>
    </message>
    <message>
        <source>imported</source>
        <translation>importada</translation>
    </message>
    <message>
        <source>disagreement settled</source>
        <translation>desacuerdo resuelto</translation>
    </message>
    <message>
        <source>undone</source>
        <translation>deshecha</translation>
    </message>
</context>
<context>
    <name>Replacing</name>
    <message>
        <source>Remove labels</source>
        <translation>Quitar etiquetas</translation>
    </message>
    <message>
        <source>1 of {n} selected samples has a label. Remove it?</source>
        <translation>1 de {n} muestras seleccionadas tiene etiqueta. ¿Quitarla?</translation>
    </message>
    <message>
        <source>{k} of {n} selected samples have a label. Remove them?</source>
        <translation>{k} de {n} muestras seleccionadas tienen etiqueta. ¿Quitarlas?</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Quitar</translation>
    </message>
    <message>
        <source>Replace labels</source>
        <translation>Reemplazar etiquetas</translation>
    </message>
    <message>
        <source>1 of {n} selected samples has another label. Replace it with “{label}”?</source>
        <translation>1 de {n} muestras seleccionadas tiene otra etiqueta. ¿Reemplazarla por «{label}»?</translation>
    </message>
    <message>
        <source>{k} of {n} selected samples have another label. Replace them with “{label}”?</source>
        <translation>{k} de {n} muestras seleccionadas tienen otra etiqueta. ¿Reemplazarlas por «{label}»?</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Reemplazar</translation>
    </message>
    <message>
        <source>Only those without label</source>
        <translation>Solo las que no tienen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
</context>
<context>
    <name>SavedState</name>
    <message>
        <source>Not saved: {count}</source>
        <translation>Sin guardar: {count}</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Guardando…</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Guardado</translation>
    </message>
</context>
<context>
    <name>Unknown</name>
    <message>
        <source>Nothing was imported</source>
        <translation>No se ha importado nada</translation>
    </message>
    <message>
        <source>1 name of {file} is no picture of this folder; no label was changed.</source>
        <translation>1 nombre de {file} no es ninguna imagen de esta carpeta; no se ha cambiado ninguna etiqueta.</translation>
    </message>
    <message>
        <source>{n} names of {file} are no pictures of this folder; no label was changed.</source>
        <translation>{n} nombres de {file} no son imágenes de esta carpeta; no se ha cambiado ninguna etiqueta.</translation>
    </message>
    <message>
        <source>… and {n} more</source>
        <translation>… y {n} más</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
</context>
<context>
    <name>Unsaved</name>
    <message>
        <source>Labels not saved</source>
        <translation>Etiquetas sin guardar</translation>
    </message>
    <message>
        <source>1 label is not on the disk.</source>
        <translation>1 etiqueta no está en el disco.</translation>
    </message>
    <message>
        <source>{count} labels are not on the disk.</source>
        <translation>{count} etiquetas no están en el disco.</translation>
    </message>
    <message>
        <source>The last change of labels is not on the disk.</source>
        <translation>El último cambio de etiquetas no está en el disco.</translation>
    </message>
    <message>
        <source>The disk or network folder is slow and still writing.</source>
        <translation>El disco o la carpeta de red es lento y sigue escribiendo.</translation>
    </message>
    <message>
        <source>Save again and close</source>
        <translation>Guardar de nuevo y cerrar</translation>
    </message>
    <message>
        <source>Wait and close</source>
        <translation>Esperar y cerrar</translation>
    </message>
    <message>
        <source>Save them elsewhere…</source>
        <translation>Guardarlas en otro lugar…</translation>
    </message>
    <message>
        <source>Kept elsewhere as a CSV file, they can be imported into the folder later.</source>
        <translation>Guardadas en otro lugar como archivo CSV, se pueden importar después en la carpeta.</translation>
    </message>
    <message>
        <source>Close without them</source>
        <translation>Cerrar sin ellas</translation>
    </message>
    <message>
        <source>Go on working</source>
        <translation>Seguir trabajando</translation>
    </message>
    <message>
        <source>Save the labels elsewhere</source>
        <translation>Guardar las etiquetas en otro lugar</translation>
    </message>
    <message>
        <source>{folder}_unsaved_labels</source>
        <translation>{folder}_etiquetas_sin_guardar</translation>
    </message>
</context>
</TS>
