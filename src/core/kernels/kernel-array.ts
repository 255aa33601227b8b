import { kernels } from './kernels.ts';

type View = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array;

interface ViewType<V extends View> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer, offset: number, length: number): V;
}

interface Room {
  readonly address: number;
  readonly bytes: number;
}

const PAGE = 65536;
/** Cache lines: no vector of four lanes lies across two of them, and every room ends with a whole one. */
const ALIGNMENT = 64;

/** What kernels may read, and never use, behind the last room. */
const BEHIND = 16;

/** Rooms that nobody has any more, by their size. */
const vacant = new Map<number, number[]>();
let end = alignedUp(kernels.heapBase(), ALIGNMENT);
const vacated = new FinalizationRegistry(vacate);

/** The next multiple. */
export function alignedUp(size: number, multiple: number): number {
  return Math.ceil(size / multiple) * multiple;
}

/** Finds room, in sizes that grow by a quarter at the most; lets the memory grow where there is none. */
function occupy(bytes: number): Room {
  const step = Math.max(ALIGNMENT, 2 ** Math.floor(Math.log2(Math.max(1, bytes))) / 4);
  const size = alignedUp(Math.max(1, bytes), step);
  const address = vacant.get(size)?.pop();
  if (address !== undefined) return { address, bytes: size };
  const room = { address: end, bytes: size };
  const missing = end + size + BEHIND - kernels.memory.buffer.byteLength;
  if (missing > 0) grow(Math.ceil(missing / PAGE));
  end += size;
  return room;
}

function grow(pages: number): void {
  try {
    kernels.memory.grow(pages);
  } catch (cause) {
    const megabytes = Math.round(kernels.memory.buffer.byteLength / 2 ** 20);
    throw new Error(`the kernels have no memory left, after ${megabytes} MB`, { cause });
  }
}

function vacate({ address, bytes }: Room): void {
  const rooms = vacant.get(bytes);
  if (rooms === undefined) vacant.set(bytes, [address]);
  else rooms.push(address);
}

/** How many bytes the kernels' memory has, those that are vacant included. */
export function kernelMemorySize(): number {
  return kernels.memory.buffer.byteLength;
}

/**
 * Numbers in the kernels' memory, for kernels to be called with their address. The room is given back once the array is
 * no longer reachable, so whoever passes the address on must keep the array.
 */
export class KernelArray<V extends View = Float32Array> {
  readonly #type: ViewType<V>;
  #length: number;
  #room: Room;
  #view: V;

  private constructor(type: ViewType<V>, length: number) {
    this.#type = type;
    this.#length = length;
    this.#room = occupy(length * type.BYTES_PER_ELEMENT);
    this.#view = new type(kernels.memory.buffer, this.#room.address, length);
    vacated.register(this, this.#room, this);
  }

  /** `length` zeros of float32. */
  static floats(length: number): KernelArray {
    return new KernelArray(Float32Array, length).clear();
  }

  /** `length` zeros of another type of number. */
  static of<V extends View>(type: ViewType<V>, length: number): KernelArray<V> {
    return new KernelArray(type, length).clear();
  }

  /** Where the numbers begin, in bytes; another place once `reserve` has found no room behind them. */
  get address(): number {
    return this.#room.address;
  }

  get length(): number {
    return this.#length;
  }

  /**
   * The numbers themselves. Good until something finds room in the memory, which may grow then: take it anew every time.
   */
  get view(): V {
    if (this.#view.buffer !== kernels.memory.buffer) this.#take();
    return this.#view;
  }

  /** Makes the array `length` numbers long, in another place where there is no room; what they are is undefined then. */
  reserve(length: number): this {
    if (length === this.#length) return this;
    this.#length = length;
    const bytes = length * this.#type.BYTES_PER_ELEMENT;
    if (bytes > this.#room.bytes) {
      vacated.unregister(this);
      if (this.#room.bytes > 0) vacate(this.#room);
      this.#room = occupy(bytes);
      vacated.register(this, this.#room, this);
    }
    this.#take();
    return this;
  }

  /** Becomes a copy of these numbers, which must not be in the kernels' memory themselves. */
  write(numbers: ArrayLike<number>): this {
    this.reserve(numbers.length);
    this.view.set(numbers);
    return this;
  }

  /** Sets every number to 0. */
  clear(): this {
    this.view.fill(0);
    return this;
  }

  /**
   * Gives the room back at once, for work that ends here: what is collected gives it back only when the event loop turns.
   */
  release(): void {
    vacated.unregister(this);
    if (this.#room.bytes > 0) vacate(this.#room);
    this.#room = { address: 0, bytes: 0 };
    this.#length = 0;
  }

  #take(): void {
    this.#view = new this.#type(kernels.memory.buffer, this.#room.address, this.#length);
  }
}
