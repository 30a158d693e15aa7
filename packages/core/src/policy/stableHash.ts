/**
 * Returns the FNV-1a hash of a text, 128 bits, the same on every machine and for ever.
 *
 * - **Source**: draft-eastlake-fnv, the 128-bit parameters. It is no cryptography: whoever wants two texts of one hash finds them.
 */
export const stableHash = (text: string): bigint =>
  new TextEncoder()
    .encode(text)
    .reduce((hash, byte) => BigInt.asUintN(128, (hash ^ BigInt(byte)) * prime), basis)

const prime = 0x0000000001000000000000000000013bn
const basis = 0x6c62272e07bb014262b821756295c58dn
