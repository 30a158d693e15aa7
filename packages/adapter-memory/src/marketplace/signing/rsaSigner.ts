import { constants, generateKeyPairSync, sign } from "node:crypto"
import type { KeyObject } from "node:crypto"
import type { Signer } from "./Signer.ts"

/**
 * Makes a signer with RSA keys of 2048 bits.
 *
 * A key is made when its version is first asked for, and then kept, whatever happens to the emulator: a program that
 * has been told the public key once need not be told again after a reset.
 */
export const rsaSigner = (): Signer => {
  const pairs = new Map<number, KeyPair>()
  const pairOf = (version: number): KeyPair => {
    const pair = pairs.get(version) ?? generateKeyPairSync("rsa", { modulusLength: 2_048 })
    pairs.set(version, pair)
    return pair
  }
  return {
    publicKey: (version) => String(pairOf(version).publicKey.export({ format: "pem", type: "spki" })),
    sign: (version, text) => {
      const key = pairOf(version).privateKey
      const pss = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
      return sign("sha256", Buffer.from(text), pss).toString("base64url")
    }
  }
}

interface KeyPair {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}
