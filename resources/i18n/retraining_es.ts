<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>Retrain a model from the labels…</source>
        <translation>Reentrenar un modelo con las etiquetas…</translation>
    </message>
    <message>
        <source>Active training</source>
        <translation>Entrenamiento activo</translation>
    </message>
    <message>
        <source>Learn from the labels now</source>
        <translation>Aprender ahora de las etiquetas</translation>
    </message>
</context>
<context>
    <name>ActiveBox</name>
    <message>
        <source>Learning from the labels</source>
        <translation>Aprender de las etiquetas</translation>
    </message>
    <message>
        <source>Active training</source>
        <translation>Entrenamiento activo</translation>
    </message>
    <message>
        <source>Suggests labels and asks next for the samples that teach the most; nothing leaves this PC</source>
        <translation>Sugiere etiquetas y pide a continuación las muestras que más enseñan; nada sale de este equipo</translation>
    </message>
    <message>
        <source>Learn again every (labels)</source>
        <translation>Aprender cada (etiquetas)</translation>
    </message>
    <message>
        <source>Retrain…</source>
        <translation>Reentrenar…</translation>
    </message>
    <message>
        <source>auto ({n})</source>
        <translation>auto ({n})</translation>
    </message>
    <message>
        <source>Accuracy on held-out samples against labels</source>
        <translation>Exactitud en las muestras reservadas según las etiquetas</translation>
    </message>
    <message>
        <source>labels learnt from</source>
        <translation>etiquetas aprendidas</translation>
    </message>
    <message>
        <source>accuracy</source>
        <translation>exactitud</translation>
    </message>
    <message>
        <source>Reading the pictures: {done} of {total}. You can label meanwhile.</source>
        <translation>Leyendo las imágenes: {done} de {total}. Mientras tanto puede etiquetar.</translation>
    </message>
    <message>
        <source>Looking again, turned and mirrored, which teaches more: {done} of {total}.</source>
        <translation>Mirándolas otra vez, giradas y reflejadas, que enseña más: {done} de {total}.</translation>
    </message>
    <message>
        <source>Learning…</source>
        <translation>Aprendiendo…</translation>
    </message>
    <message>
        <source>It learns again after 1 more label.</source>
        <translation>Volverá a aprender con 1 etiqueta más.</translation>
    </message>
    <message>
        <source>It learns again after {n} more labels.</source>
        <translation>Volverá a aprender con {n} etiquetas más.</translation>
    </message>
    <message>
        <source>Label samples of at least two classes first.</source>
        <translation>Etiquete primero muestras de al menos dos clases.</translation>
    </message>
    <message>
        <source>No held-out sample has a label yet, so the accuracy is not known.</source>
        <translation>Ninguna muestra reservada tiene etiqueta todavía, así que no se conoce la exactitud.</translation>
    </message>
    <message>
        <source>Accuracy {share} ({low} to {high}) on {held} held-out, learnt from {n}.</source>
        <translation>Exactitud {share} (de {low} a {high}) en {held} reservadas; aprendió de {n}.</translation>
    </message>
</context>
<context>
    <name>ActiveDesk</name>
    <message>
        <source>Reading features of the pictures</source>
        <translation>Leyendo características de las imágenes</translation>
    </message>
    <message>
        <source>Reading the pictures turned and mirrored</source>
        <translation>Leyendo las imágenes giradas y reflejadas</translation>
    </message>
</context>
<context>
    <name>Result</name>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Use the new one</source>
        <translation>Usar el nuevo</translation>
    </message>
    <message>
        <source>Add it to your models and classify with it; the old one stays</source>
        <translation>Añadirlo a sus modelos y clasificar con él; el anterior se conserva</translation>
    </message>
    <message>
        <source>Continue training</source>
        <translation>Seguir entrenando</translation>
    </message>
    <message>
        <source>Another training</source>
        <translation>Otro entrenamiento</translation>
    </message>
    <message>
        <source>Samples that the two tell differently</source>
        <translation>Muestras en las que difieren los dos</translation>
    </message>
    <message>
        <source>In use, and kept as {name}.</source>
        <translation>En uso, y guardado como {name}.</translation>
    </message>
    <message>
        <source>The old one is still in the list of models.</source>
        <translation>El anterior sigue en la lista de modelos.</translation>
    </message>
    <message>
        <source>The training was stopped; this is the best network so far.</source>
        <translation>Se detuvo el entrenamiento; esta es la mejor red hasta ahora.</translation>
    </message>
    <message>
        <source>On 1 held-out sample that the training never saw:</source>
        <translation>En 1 muestra reservada que el entrenamiento nunca vio:</translation>
    </message>
    <message>
        <source>On {n} held-out samples that the training never saw:</source>
        <translation>En {n} muestras reservadas que el entrenamiento nunca vio:</translation>
    </message>
    <message>
        <source>Old</source>
        <translation>Anterior</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Nuevo</translation>
    </message>
    <message>
        <source>There is no old model of these classes to compare with.</source>
        <translation>No hay un modelo anterior de estas clases con el que comparar.</translation>
    </message>
    <message>
        <source>{which}, {model}: {share} right ({low} to {high})</source>
        <translation>{which}, {model}: {share} de aciertos (de {low} a {high})</translation>
    </message>
    <message>
        <source>Difference: {mean} points, without an interval: all belong to one group.</source>
        <translation>Diferencia: {mean} puntos, sin intervalo: todas son de un mismo grupo.</translation>
    </message>
    <message>
        <source>Difference: {mean} points (95 % from {low} to {high}). {verdict}</source>
        <translation>Diferencia: {mean} puntos (95 % de {low} a {high}). {verdict}</translation>
    </message>
    <message>
        <source>The new one is better.</source>
        <translation>El nuevo es mejor.</translation>
    </message>
    <message>
        <source>The new one is worse.</source>
        <translation>El nuevo es peor.</translation>
    </message>
    <message>
        <source>So few samples do not tell them apart.</source>
        <translation>Con tan pocas muestras no se distinguen.</translation>
    </message>
    <message>
        <source>Old: rows are labels, columns answers</source>
        <translation>Anterior: filas, etiquetas; columnas, respuestas</translation>
    </message>
    <message>
        <source>New: rows are labels, columns answers</source>
        <translation>Nuevo: filas, etiquetas; columnas, respuestas</translation>
    </message>
    <message>
        <source>Both say the same of every held-out sample.</source>
        <translation>Ambos dicen lo mismo de todas las muestras reservadas.</translation>
    </message>
    <message>
        <source>They differ in 1 sample; click it to see it:</source>
        <translation>Difieren en 1 muestra; pulse en ella para verla:</translation>
    </message>
    <message>
        <source>They differ in {n} samples; click one to see it:</source>
        <translation>Difieren en {n} muestras; pulse en una para verla:</translation>
    </message>
    <message>
        <source>{id}: label {label}, old {old}, new {new}</source>
        <translation>{id}: etiqueta {label}, anterior {old}, nuevo {new}</translation>
    </message>
</context>
<context>
    <name>RetrainDesk</name>
    <message>
        <source>Training a model</source>
        <translation>Entrenando un modelo</translation>
    </message>
    <message>
        <source>Comparing the old and the new model</source>
        <translation>Comparando el modelo anterior y el nuevo</translation>
    </message>
    <message>
        <source>Installing what training needs</source>
        <translation>Instalando lo que necesita el entrenamiento</translation>
    </message>
</context>
<context>
    <name>RetrainDialog</name>
    <message>
        <source>Retrain a model</source>
        <translation>Reentrenar un modelo</translation>
    </message>
</context>
<context>
    <name>Running</name>
    <message>
        <source>Stop</source>
        <translation>Detener</translation>
    </message>
    <message>
        <source>Keep the best network so far; the training can be continued</source>
        <translation>Conservar la mejor red hasta ahora; el entrenamiento se puede continuar</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Continuar</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Volver</translation>
    </message>
    <message>
        <source>Learning curves</source>
        <translation>Curvas de aprendizaje</translation>
    </message>
    <message>
        <source>Progress of the training</source>
        <translation>Avance del entrenamiento</translation>
    </message>
    <message>
        <source>training</source>
        <translation>entrenamiento</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>validación</translation>
    </message>
    <message>
        <source>epoch</source>
        <translation>época</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>pérdida</translation>
    </message>
    <message>
        <source>accuracy</source>
        <translation>exactitud</translation>
    </message>
    <message>
        <source>Comparing the old and the new model on the held-out samples…</source>
        <translation>Comparando el modelo anterior y el nuevo en las muestras reservadas…</translation>
    </message>
    <message>
        <source>Stopping: the best network so far is scored and kept…</source>
        <translation>Deteniendo: se evalúa y se guarda la mejor red hasta ahora…</translation>
    </message>
    <message>
        <source>Stopped before there was a network to keep; “Continue” begins it again.</source>
        <translation>Se detuvo antes de que hubiera una red que guardar; «Continuar» lo empieza otra vez.</translation>
    </message>
    <message>
        <source>The training has ended before its time.</source>
        <translation>El entrenamiento terminó antes de tiempo.</translation>
    </message>
    <message>
        <source>Pictures through the backbone: pass {done} of {of} done</source>
        <translation>Imágenes por la red base: pasada {done} de {of} terminada</translation>
    </message>
    <message>
        <source>Preparing: reading the labels and the pictures…</source>
        <translation>Preparando: leyendo las etiquetas y las imágenes…</translation>
    </message>
    <message>
        <source>first phase</source>
        <translation>primera fase</translation>
    </message>
    <message>
        <source>second phase</source>
        <translation>segunda fase</translation>
    </message>
    <message>
        <source>Epoch {done} of at most {of}</source>
        <translation>Época {done} de {of} como máximo</translation>
    </message>
    <message>
        <source>at most {time} left</source>
        <translation>faltan como máximo {time}</translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation>{n} s</translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation>{n} min</translation>
    </message>
</context>
<context>
    <name>Setup</name>
    <message>
        <source>Network</source>
        <translation>Red</translation>
    </message>
    <message>
        <source>Old model</source>
        <translation>Modelo anterior</translation>
    </message>
    <message>
        <source>Class that means usable</source>
        <translation>Clase que significa utilizable</translation>
    </message>
    <message>
        <source>Begins from</source>
        <translation>Parte de</translation>
    </message>
    <message>
        <source>Epochs, first phase</source>
        <translation>Épocas, primera fase</translation>
    </message>
    <message>
        <source>Epochs, second phase</source>
        <translation>Épocas, segunda fase</translation>
    </message>
    <message>
        <source>Learning rate, first phase</source>
        <translation>Tasa de aprendizaje, primera fase</translation>
    </message>
    <message>
        <source>Learning rate, second phase</source>
        <translation>Tasa de aprendizaje, segunda fase</translation>
    </message>
    <message>
        <source>Pictures a step</source>
        <translation>Imágenes por paso</translation>
    </message>
    <message>
        <source>Epochs without progress</source>
        <translation>Épocas sin mejora</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Semilla</translation>
    </message>
    <message>
        <source>Name of the new model</source>
        <translation>Nombre del nuevo modelo</translation>
    </message>
    <message>
        <source>Its licence</source>
        <translation>Su licencia</translation>
    </message>
    <message>
        <source>who may use it; for example: internal use</source>
        <translation>quién puede usarlo; por ejemplo: uso interno</translation>
    </message>
    <message>
        <source>More options</source>
        <translation>Más opciones</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>Entrenar</translation>
    </message>
    <message>
        <source>Continue the last training</source>
        <translation>Continuar el último entrenamiento</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>File…</source>
        <translation>Archivo…</translation>
    </message>
    <message>
        <source>none: the new one stands alone</source>
        <translation>ninguno: solo el nuevo</translation>
    </message>
    <message>
        <source>ImageNet (downloaded once)</source>
        <translation>ImageNet (se descarga una vez)</translation>
    </message>
    <message>
        <source>nothing: from scratch</source>
        <translation>nada: desde cero</translation>
    </message>
    <message>
        <source>Weights of the network without its top</source>
        <translation>Pesos de la red sin su capa final</translation>
    </message>
    <message>
        <source>Counting the labels…</source>
        <translation>Contando las etiquetas…</translation>
    </message>
    <message>
        <source>{n} labelled samples: {shares}. About {held} of them are held out to compare.</source>
        <translation>{n} muestras etiquetadas: {shares}. Unas {held} se reservan para comparar.</translation>
    </message>
    <message>
        <source>No sample of this folder has a label yet.</source>
        <translation>Ninguna muestra de esta carpeta tiene etiqueta todavía.</translation>
    </message>
    <message>
        <source>The study labelled at least 200; with fewer, much depends on chance.</source>
        <translation>El estudio etiquetó al menos 200; con menos, mucho depende del azar.</translation>
    </message>
    <message>
        <source>Accepted suggestions among them: {n}. Where these are held out, a model meets its own answers, so the scores are kinder.</source>
        <translation>Sugerencias aceptadas entre ellas: {n}. Donde estas se reservan, un modelo se encuentra con sus propias respuestas, y su puntuación sale mejor de lo que es.</translation>
    </message>
    <message>
        <source>Training needs at least two classes; label samples of another one.</source>
        <translation>Entrenar requiere al menos dos clases; etiquete muestras de otra.</translation>
    </message>
    <message>
        <source>This network tells exactly two classes apart; choose another network.</source>
        <translation>Esta red distingue exactamente dos clases; elija otra red.</translation>
    </message>
    <message>
        <source>The model that this network goes on from is not installed.</source>
        <translation>No está instalado el modelo del que parte esta red.</translation>
    </message>
    <message>
        <source>The class “{label}” needs at least {n} labelled samples; it has {k}.</source>
        <translation>La clase «{label}» necesita al menos {n} muestras etiquetadas; tiene {k}.</translation>
    </message>
</context>
<context>
    <name>TrainingPage</name>
    <message>
        <source>Python</source>
        <translation>Python</translation>
    </message>
    <message>
        <source>File…</source>
        <translation>Archivo…</translation>
    </message>
    <message>
        <source>Another Python 3.11, 3.12 or 3.13 of this computer</source>
        <translation>Otro Python 3.11, 3.12 o 3.13 de este equipo</translation>
    </message>
    <message>
        <source>Install training</source>
        <translation>Instalar el entrenamiento</translation>
    </message>
    <message>
        <source>Downloads TensorFlow and what it needs from the internet, once</source>
        <translation>Descarga de internet TensorFlow y lo que necesita, una sola vez</translation>
    </message>
    <message>
        <source>none found</source>
        <translation>no se encontró ninguno</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Remove training</source>
        <translation>Quitar el entrenamiento</translation>
    </message>
    <message>
        <source>Models and trainings stay; it can be installed again</source>
        <translation>Los modelos y entrenamientos quedan; se puede instalar de nuevo</translation>
    </message>
    <message>
        <source>Progress of the installation</source>
        <translation>Avance de la instalación</translation>
    </message>
    <message>
        <source>Install again</source>
        <translation>Instalar de nuevo</translation>
    </message>
    <message>
        <source>Training is being installed. It takes some minutes, and can be cancelled.</source>
        <translation>Se está instalando el entrenamiento. Tarda unos minutos y se puede cancelar.</translation>
    </message>
    <message>
        <source>Training is being removed…</source>
        <translation>Se está quitando el entrenamiento…</translation>
    </message>
    <message>
        <source>Looking for what training needs…</source>
        <translation>Buscando lo que necesita el entrenamiento…</translation>
    </message>
    <message>
        <source>Training runs by {python}, which GeoDesk did not install.</source>
        <translation>El entrenamiento usa {python}, que GeoDesk no instaló.</translation>
    </message>
    <message>
        <source>The environment in {folder} ({size} GB) is of another version of GeoDesk or was not finished; install it again.</source>
        <translation>El entorno de {folder} ({size} GB) es de otra versión de GeoDesk o quedó incompleto; instálelo de nuevo.</translation>
    </message>
    <message>
        <source>Training is installed in {folder} ({size} GB).</source>
        <translation>El entrenamiento está instalado en {folder} ({size} GB).</translation>
    </message>
    <message>
        <source>A Python 3.11, 3.12 or 3.13</source>
        <translation>Un Python 3.11, 3.12 o 3.13</translation>
    </message>
</context>
</TS>
