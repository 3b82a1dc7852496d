import { parentPort, workerData } from 'node:worker_threads';
import { hashOnce } from './hash-loop.ts';

parentPort?.postMessage(await hashOnce(workerData));
