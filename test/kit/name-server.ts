import { createSocket } from 'node:dgram';
import ipaddr from 'ipaddr.js';

/** A name server of a test's own. */
export type NameServer = {
  /** Its address and port. */
  readonly at: string;
  /** The names that it was asked for. */
  readonly asked: ReadonlySet<string>;
  stop(): Promise<void>;
};

const types = new Map([
  [1, 'ipv4'],
  [28, 'ipv6'],
]);

/**
 * Starts one on loopback (RFC 1035, by UDP).
 *
 * @param names what they lead to; of any other it says nothing, ever
 */
export async function startNameServer(
  names: Readonly<Record<string, readonly string[]>> = {},
): Promise<NameServer> {
  const asked = new Set<string>();
  const socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) => {
    const { name, end } = questionOf(query);
    asked.add(name);
    const addresses = names[name];
    if (addresses === undefined) return;
    const type = query.readUInt16BE(end - 4);
    const answers = addresses
      .map((text) => ipaddr.parse(text))
      .filter((one) => one.kind() === types.get(type))
      .map((one) => {
        const data = one.toByteArray();
        // The name of the question, its type, class IN, not to be kept.
        return Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 0, 0, data.length, ...data]);
      });
    const head = Buffer.from([0, 0, 0x81, 0x80, 0, 1, 0, answers.length, 0, 0, 0, 0]);
    query.copy(head, 0, 0, 2);
    socket.send(Buffer.concat([head, query.subarray(12, end), ...answers]), port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return {
    at: `127.0.0.1:${socket.address().port}`,
    asked,
    stop: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

/** The name of the one question, and where the question ends. */
function questionOf(query: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), end: at + 5 };
}
