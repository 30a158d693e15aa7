import { createHash, createHmac, createSecretKey, type Hash, type Hmac, type KeyObject } from "node:crypto"

/**
 * The hash by which a client of our own signs.
 *
 * It does what the SDK's does. But Node makes a key anew of the bytes that it is given, which takes longer than all else of
 * the hash, and here the key of a day is made once.
 */
export class Sha256 {
  readonly #secret: string | KeyObject | undefined
  #hash: Hash | Hmac
  constructor(secret?: Data) {
    this.#secret = secret === undefined ? undefined : keyOf(secret)
    this.#hash = begun(this.#secret)
  }
  update(data: Data): void {
    this.#hash.update(typeof data === "string" ? data : bytesOf(data))
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest()
  }
  reset(): void {
    this.#hash = begun(this.#secret)
  }
}

type Data = string | ArrayBuffer | ArrayBufferView

const begun = (key: string | KeyObject | undefined): Hash | Hmac =>
  key === undefined ? createHash("sha256") : createHmac("sha256", key)

// The SDK keeps the key of a day; once it lets go of it, nothing is left here either.
const keys = new WeakMap<object, KeyObject>()

const keyOf = (secret: Data): string | KeyObject => {
  if (typeof secret === "string") return secret
  const key = keys.get(secret) ?? createSecretKey(bytesOf(secret))
  keys.set(secret, key)
  return key
}

const bytesOf = (data: ArrayBuffer | ArrayBufferView): Uint8Array =>
  ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data)
