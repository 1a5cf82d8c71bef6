<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name>DevicePage</name>
    <message>
        <source>Test</source>
        <translation>Probar</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Detener</translation>
    </message>
    <message>
        <source>Progress of the test</source>
        <translation>Avance de la prueba</translation>
    </message>
    <message>
        <source>Not in this installation</source>
        <translation>No están en esta instalación</translation>
    </message>
    <message>
        <source>What models run on. A device that fails is replaced by the CPU, also in the middle.</source>
        <translation>En qué corren los modelos. Si un dispositivo falla, lo reemplaza la CPU, también a mitad del trabajo.</translation>
    </message>
    <message>
        <source>Model in use: {model}. {why}</source>
        <translation>Modelo en uso: {model}. {why}</translation>
    </message>
    <message>
        <source>The test times {model} on the bundled samples and compares its results with the CPU&apos;s.</source>
        <translation>La prueba mide cuánto tarda {model} con las muestras incluidas y compara sus resultados con los de la CPU.</translation>
    </message>
    <message>
        <source>Testing devices</source>
        <translation>Prueba de dispositivos</translation>
    </message>
</context>
<context>
    <name>Row</name>
    <message>
        <source>Best there is</source>
        <translation>El mejor que haya</translation>
    </message>
    <message>
        <source>Now: CPU.</source>
        <translation>Ahora: CPU.</translation>
    </message>
    <message>
        <source>Now: {name}; the CPU if it fails.</source>
        <translation>Ahora: {name}; la CPU si falla.</translation>
    </message>
    <message>
        <source>Being tested…</source>
        <translation>En prueba…</translation>
    </message>
    <message>
        <source>{why} The CPU is used.</source>
        <translation>{why} Se usa la CPU.</translation>
    </message>
    <message>
        <source>Not tested yet.</source>
        <translation>Aún sin probar.</translation>
    </message>
    <message>
        <source>It cannot be used: {why}.</source>
        <translation>No se puede usar: {why}.</translation>
    </message>
    <message>
        <source>{ms} ms a picture.</source>
        <translation>{ms} ms por imagen.</translation>
    </message>
    <message>
        <source>{ms} ms a picture; the CPU by turns with it {cpu} ms ({times} times its speed).</source>
        <translation>{ms} ms por imagen; la CPU, en la misma prueba, {cpu} ms ({times} veces su velocidad).</translation>
    </message>
    <message>
        <source>Its results differ from the CPU&apos;s (by {difference}): it is not used.</source>
        <translation>Sus resultados difieren de los de la CPU (en {difference}): no se usa.</translation>
    </message>
    <message>
        <source>The same results as the CPU (difference below {difference}).</source>
        <translation>Los mismos resultados que la CPU (diferencia menor que {difference}).</translation>
    </message>
    <message>
        <source>The same results as the CPU (difference {difference}).</source>
        <translation>Los mismos resultados que la CPU (diferencia {difference}).</translation>
    </message>
    <message>
        <source>{count} of {total} steps of the model run on the CPU.</source>
        <translation>{count} de {total} pasos del modelo corren en la CPU.</translation>
    </message>
</context>
</TS>
