import { marker } from "./canaries.ts"

/**
 * Returns the names of the secrets that a text holds, each once; a planted one by the name it was planted under.
 *
 * - **Guarantees**: a planted secret is found as it is, in hexadecimal, and in base64 wherever it begins. A registration
 *   token of the emulator, a signed registration and the signature of a request to AWS are known by their form.
 */
export const secretsIn = (text: string): ReadonlyArray<string> => [
  ...new Set(shapes.flatMap(({ name, shape }) => [...text.matchAll(shape)].map(([, found]) => found ?? name)))
]

/** What a probe may keep of a text to find a secret that the next one completes. */
export const secretLengthMax = 256

/** How the marker of planted secrets, and the end of an issued registration token, look in text, hexadecimal and base64. */
export const markedForms = (): ReadonlyArray<string> => [
  marker,
  Buffer.from(marker).toString("hex"),
  ...inBase64,
  "==+/="
]

const inBase64 = [0, 1, 2].map((before) => {
  const whole = Buffer.from(`${"x".repeat(before)}${marker}`)
    .toString("base64")
    .replace(/=+$/, "")
  // The letters at both ends depend on what stands beside the marker as well.
  return whole.slice(before === 0 ? 0 : before + 1, -1)
})

const shapes: ReadonlyArray<{ readonly name: string; readonly shape: RegExp }> = [
  { name: "a canary", shape: new RegExp(`${marker}(\\w*)`, "g") },
  { name: "a canary in hexadecimal", shape: new RegExp(Buffer.from(marker).toString("hex"), "gi") },
  { name: "a canary in base64", shape: new RegExp(inBase64.join("|"), "g") },
  { name: "an issued registration token", shape: /[\w+/]{40}==\+\/=/g },
  { name: "an issued registration token in a form", shape: /(?:\w|%2[BF]){40}%3D%3D%2B%2F%3D/gi },
  { name: "a signed registration", shape: /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{40,}/g },
  { name: "the signature of a request", shape: /\bSignature=[\da-f]{64}\b/g }
]
