/**
 * An environment in another process, behind a WebSocket: a server that plays cart-poles, one for each connection, and an
 * asynchronous environment that talks to it. The server could as well be a game, a simulator or a robot.
 *
 *   npx tsx examples/websocket-environment.ts
 *
 * The protocol is JSON, one answer for each request:
 *   { reset: seed or null }  →  { observation }
 *   { action }               →  { observation, reward, terminated, truncated }
 *   whatever goes wrong      →  { error }
 * It holds every finite number exactly, so the run is the one that it would be without the server, to the bit.
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type AsyncEnvironment, asynchronous, make, ppo, trainWith } from 'policy-ascent';
import { WebSocket, WebSocketServer } from 'ws';

/** What the server answers; the last three are missing where it was a reset. */
interface Answer {
  readonly observation: readonly number[];
  readonly reward: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
}

/** Serves cart-poles on a free port of this machine. */
export async function serve(): Promise<WebSocketServer> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('connection', (socket) => {
    const environment = make('CartPole-v1');
    socket.on('message', (data) => {
      try {
        const { reset, action } = JSON.parse(String(data)) as { reset?: number | null; action?: number };
        const request = typeof reset === 'number' ? { seed: reset } : {};
        const { info: _, ...answer } = action === undefined ? environment.reset(request) : environment.step(action);
        socket.send(JSON.stringify({ ...answer, observation: [...answer.observation] }));
      } catch (error) {
        socket.send(JSON.stringify({ error: String(error) }));
      }
    });
  });
  await once(server, 'listening');
  return server;
}

/** A cart-pole at the other end of a connection. */
export class RemoteCartPole implements AsyncEnvironment<'discrete'> {
  readonly observationSpace = make('CartPole-v1').observationSpace;
  readonly actionSpace = { kind: 'discrete', n: 2 } as const;
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  static async connect(address: string): Promise<RemoteCartPole> {
    const socket = new WebSocket(address);
    await once(socket, 'open'); // throws where there is no connection
    return new RemoteCartPole(socket);
  }

  async reset({ seed = null }: { seed?: number | null } = {}) {
    const { observation } = await this.#ask({ reset: seed });
    return { observation: Float32Array.from(observation), info: {} };
  }

  async step(action: number) {
    const { observation, ...rest } = await this.#ask({ action });
    return { observation: Float32Array.from(observation), ...rest, info: {} };
  }

  async close() {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    this.#socket.close();
    await once(this.#socket, 'close');
  }

  /** One request and its answer; an error where the connection ends before it comes. */
  #ask(request: object): Promise<Answer> {
    const socket = this.#socket;
    return new Promise((resolve, reject) => {
      const heard = (data: unknown) => {
        socket.off('close', lost);
        const answer = JSON.parse(String(data)) as Answer | { error: string };
        if ('error' in answer) reject(new Error(answer.error));
        else resolve(answer);
      };
      const lost = () => {
        socket.off('message', heard);
        reject(new Error('the connection was closed'));
      };
      if (socket.readyState !== WebSocket.OPEN) return lost();
      socket.once('message', heard);
      socket.once('close', lost);
      socket.send(JSON.stringify(request));
    });
  }
}

const server = await serve();
const address = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
export const agent = ppo({ rolloutSteps: 64, minibatchSize: 128, learningRate: 2e-3, gamma: 0.98, lambda: 0.8 });
const env = asynchronous(() => RemoteCartPole.connect(address), { timeoutSeconds: 10 });

const training = trainWith(agent, { env, envs: 8, totalSteps: 30_000, seed: 1 }, [
  {
    onUpdate({ progress: { update, step, returnMean, seconds } }) {
      if (update % 10 === 0)
        console.log(`${step} steps in ${seconds.toFixed(1)} s, mean return ${returnMean.toFixed(1)}`);
    },
  },
]);

export const {
  progress: { returnMean },
} = await training.finally(() => server.close());
