const byteaOid = 17;
const dimensions = 1;
const hasNull = 0;
const lowerBound = 1;

/**
 * A `bytea[]` as PostgreSQL takes it in binary (array_recv): dimensions, null flag, element type, then
 * length and lower bound of the one dimension, then each element by its length. node-postgres sends
 * a Buffer so; a JavaScript array it would spell out in hexadecimal, twice as long.
 */
export function byteaArray(elements: readonly Buffer[]): Buffer {
  if (elements.length === 0) return int32s([0, hasNull, byteaOid]);
  return Buffer.concat([
    int32s([dimensions, hasNull, byteaOid, elements.length, lowerBound]),
    ...elements.flatMap((element) => [int32s([element.length]), element]),
  ]);
}

function int32s(numbers: readonly number[]): Buffer {
  const buffer = Buffer.alloc(4 * numbers.length);
  numbers.forEach((number, at) => {
    buffer.writeInt32BE(number, 4 * at);
  });
  return buffer;
}
