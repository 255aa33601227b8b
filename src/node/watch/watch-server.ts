import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InputError } from '../../core/input-error.ts';
import { watchPage } from './watch-page.ts';
import { WatchedRuns } from './watched-runs.ts';

/** Milliseconds between two looks at the files. */
const INTERVAL = 500;

/** Where the page is, and how to end the serving of it. */
export interface WatchServer {
  /** `http://127.0.0.1:<port>/` */
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Serves a page with the live curves of a run, or of all runs in a folder, to this machine alone. The page gets what is
 * new as server-sent events; a page that is loaded again, or connects again, gets all of it.
 *
 * @param port one that is free when left out
 * @throws InputError where there is no run at the path, or the port is none or taken
 */
export async function serveWatch(path: string, { port = 0 }: { readonly port?: number } = {}): Promise<WatchServer> {
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new InputError('--port', 'must be a whole number from 1 to 65535', String(port));
  }
  new WatchedRuns(path).news();
  const server = createServer(({ url, headers }, response) => {
    if (!isOwnHost(headers.host)) respond(response, 403, 'text/plain', 'this page is for this machine alone');
    else if (url === '/') respond(response, 200, 'text/html', watchPage);
    else if (url === '/events') streamNews(response, new WatchedRuns(path));
    else respond(response, 404, 'text/plain', 'there is nothing here');
  });
  await listening(server, port);
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A page of another origin cannot reach the runs through a name that it lets point here. */
function isOwnHost(host: string | undefined): boolean {
  return /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host ?? '');
}

function respond(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' }).end(text);
}

/** Sends what is new, from the beginning on, until the page goes away; a file that cannot be read is told to the page. */
function streamNews(response: ServerResponse, runs: WatchedRuns): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  const send = (message: object) => response.write(`data: ${JSON.stringify(message)}\n\n`);
  const look = () => {
    try {
      for (const message of runs.news()) send(message);
      send({ kind: 'heard' });
    } catch (error) {
      send({ kind: 'error', message: error instanceof Error ? error.message : String(error) });
    }
  };
  look();
  const timer = setInterval(look, INTERVAL);
  response.on('close', () => clearInterval(timer));
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      reject(taken ? new InputError('--port', 'must be one that is free', String(port), { cause: error }) : error);
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}
