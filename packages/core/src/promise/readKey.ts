import { DedupKey } from "../model/DedupKey.ts"
import { readText } from "./readText.ts"

/** Reads the key of a record. What is no key names none, and so withholds nothing. */
export const readKey = (dedupKey: unknown): DedupKey => DedupKey.Schema.make(readText(dedupKey) || "no key")
