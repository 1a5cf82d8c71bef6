<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>Watch folder</source>
        <translation>Vigilar carpeta</translation>
    </message>
    <message>
        <source>Table of the watch…</source>
        <translation>Tabla de la vigilancia…</translation>
    </message>
    <message>
        <source>Open the table of the watch</source>
        <translation>Abrir la tabla de la vigilancia</translation>
    </message>
    <message>
        <source>Watched folder</source>
        <translation>Carpeta vigilada</translation>
    </message>
</context>
<context>
    <name>WatchDesk</name>
    <message>
        <source>{folder} - watch - {model}.csv</source>
        <translation>{folder} - vigilancia - {model}.csv</translation>
    </message>
    <message>
        <source>Watching {folder}</source>
        <translation>Se vigila {folder}</translation>
    </message>
    <message>
        <source>Watch of {folder}</source>
        <translation>Vigilancia de {folder}</translation>
    </message>
    <message>
        <source>{n} today</source>
        <translation>{n} hoy</translation>
    </message>
    <message>
        <source>last: {name}, {time}</source>
        <translation>última: {name}, {time}</translation>
    </message>
</context>
<context>
    <name>WatchPanel</name>
    <message>
        <source>Follow the newest</source>
        <translation>Seguir la más nueva</translation>
    </message>
    <message>
        <source>The newest picture comes into view as soon as it is classified; in Explore and Classify alone</source>
        <translation>La imagen más nueva se muestra en cuanto está clasificada; solo en Explorar y Clasificar</translation>
    </message>
    <message>
        <source>Open table</source>
        <translation>Abrir tabla</translation>
    </message>
    <message>
        <source>Open the CSV in the spreadsheet program</source>
        <translation>Abrir el CSV en la hoja de cálculo</translation>
    </message>
    <message>
        <source>Usable:</source>
        <translation>Utilizable:</translation>
    </message>
    <message>
        <source>Which model says what is usable</source>
        <translation>Qué modelo dice qué es utilizable</translation>
    </message>
    <message>
        <source>A second model that says of each picture whether it is usable</source>
        <translation>Un segundo modelo que dice de cada imagen si es utilizable</translation>
    </message>
    <message>
        <source>Only new pictures</source>
        <translation>Solo imágenes nuevas</translation>
    </message>
    <message>
        <source>Leave out the pictures that are in the folder already</source>
        <translation>Dejar fuera las imágenes que ya están en la carpeta</translation>
    </message>
    <message>
        <source>Table:</source>
        <translation>Tabla:</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>Cambiar…</translation>
    </message>
    <message>
        <source>Choose the CSV that each picture&apos;s row goes into</source>
        <translation>Elegir el CSV al que va la fila de cada imagen</translation>
    </message>
    <message>
        <source>beside the folder, named after the model</source>
        <translation>junto a la carpeta, con el nombre del modelo</translation>
    </message>
    <message>
        <source>No picture has come yet.</source>
        <translation>Todavía no ha llegado ninguna imagen.</translation>
    </message>
    <message>
        <source>“Watch folder” classifies each picture as soon as the microscope has written it, and puts its row into the table. It goes on until it is stopped; after a restart it continues where it was.</source>
        <translation>«Vigilar carpeta» clasifica cada imagen en cuanto el microscopio la ha escrito y añade su fila a la tabla. Sigue hasta que se detenga; después de reiniciar continúa donde estaba.</translation>
    </message>
    <message>
        <source>watching</source>
        <translation>vigilando</translation>
    </message>
    <message>
        <source>not watching</source>
        <translation>sin vigilar</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Detener</translation>
    </message>
    <message>
        <source>Watch folder</source>
        <translation>Vigilar carpeta</translation>
    </message>
    <message>
        <source>Open the folder that the microscope writes into.</source>
        <translation>Abra la carpeta en la que escribe el microscopio.</translation>
    </message>
    <message>
        <source>Watching {folder}</source>
        <translation>Se vigila {folder}</translation>
    </message>
    <message>
        <source>{n} today</source>
        <translation>{n} hoy</translation>
    </message>
    <message>
        <source>{n} waiting</source>
        <translation>{n} en espera</translation>
    </message>
    <message>
        <source>{folder} is not watched</source>
        <translation>{folder} no se vigila</translation>
    </message>
    <message>
        <source>last: {time}</source>
        <translation>última: {time}</translation>
    </message>
    <message>
        <source>The model is being opened.</source>
        <translation>El modelo se está abriendo.</translation>
    </message>
    <message>
        <source>The model in use is for captions: choose another in Classify.</source>
        <translation>El modelo en uso es de leyendas: elija otro en Clasificar.</translation>
    </message>
    <message>
        <source>The model in use failed its test: choose another in Classify.</source>
        <translation>El modelo en uso no pasó su comprobación: elija otro en Clasificar.</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>automático</translation>
    </message>
    <message>
        <source>not judged</source>
        <translation>no se juzga</translation>
    </message>
    <message>
        <source>Table of the watch</source>
        <translation>Tabla de la vigilancia</translation>
    </message>
    <message>
        <source>CSV tables</source>
        <translation>Tablas CSV</translation>
    </message>
</context>
<context>
    <name>WatchTable</name>
    <message>
        <source>Pictures of the watch, the newest first</source>
        <translation>Imágenes de la vigilancia, la más nueva primero</translation>
    </message>
</context>
<context>
    <name>Watching</name>
    <message>
        <source>Time</source>
        <translation>Hora</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Imagen</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Clase</translation>
    </message>
    <message>
        <source>Probability</source>
        <translation>Probabilidad</translation>
    </message>
    <message>
        <source>Usable</source>
        <translation>Utilizable</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Nota</translation>
    </message>
    <message>
        <source>written anew, version {n}</source>
        <translation>escrita de nuevo, versión {n}</translation>
    </message>
    <message>
        <source>{folder} was being watched when GeoDesk ended</source>
        <translation>{folder} se vigilaba cuando se cerró GeoDesk</translation>
    </message>
</context>
</TS>
