import { startEmulator } from "@tallyhour/adapter-memory"

// The emulator as it comes; the load arranges it over the control interface.
const server = await startEmulator()
process.stdout.write(`${server.port}\n`)
