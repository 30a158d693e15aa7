import { startEmulator } from "../src/emulator/startEmulator.ts"

// Serves an emulator with the state file of the first argument until it is killed; says where, and goes on. The second
// is the size from which the file is rewritten.
const [state = "", compactFromBytes] = process.argv.slice(2)
const server = await startEmulator({
  ...(compactFromBytes !== undefined && { compactFromBytes: Number(compactFromBytes) }),
  state,
  seedFile: {
    clock: { now: "2026-04-15T12:00:00Z", frozen: true },
    // Records have room in as many regions as a test makes up.
    choices: { unlisted_region: "accept" },
    products: [{ code: "saas1", dimensions: ["users"], kind: "saas" }],
    customers: [{ product_code: "saas1", account_id: "012345678901" }]
  }
})
process.stdout.write(`${server.url}\n`)
