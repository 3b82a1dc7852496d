import { connect } from 'node:net';

/**
 * Writes bytes to a server's socket, as no HTTP library would, and gives all that comes back until the
 * server hangs up or has been silent for a while.
 *
 * @param quietMilliseconds how long silence has to last to count as the end
 */
export function exchangeBytes(
  baseUrl: string,
  bytes: string | Buffer,
  quietMilliseconds = 250,
): Promise<{ readonly text: string; readonly hungUp: boolean }> {
  const { hostname, port } = new URL(baseUrl);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(bytes));
    let text = '';
    const end = (hungUp: boolean) => {
      resolve({ text, hungUp });
      socket.destroy();
    };
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      text += chunk;
      socket.setTimeout(quietMilliseconds);
    });
    socket.on('close', () => end(true));
    // A server that has read enough may reset the connection while we still write.
    socket.on('error', () => end(true));
    socket.setTimeout(5_000, () => end(false));
    socket.on('connectionAttemptFailed', () => reject(new Error('nobody listens')));
  });
}

/** The status of each answer in what came back. */
export const statusesIn = (text: string): string[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, code = '']) => code);
