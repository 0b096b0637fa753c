import { type ChildProcess, spawn } from 'node:child_process'
import { root } from '../source/read-imports.ts'

/** Starts a program of the checkout in a pseudo terminal; what is written to its input is typed there. */
export function startInTerminal(
  words: readonly string[],
  size: { readonly columns: number; readonly rows: number },
  variables: Readonly<Record<string, string>> = {},
): ChildProcess {
  const command = [process.execPath, ...words]
  return spawn('python3', ['-c', script, String(size.columns), String(size.rows), ...command], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'] ?? '', TERM: 'xterm-256color', ...variables },
  })
}

// Ends with the exit code of the program.
const script = `
import fcntl, os, pty, select, struct, sys, termios
columns, rows, command = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))
    os.execvp(command[0], command)
inputs = [terminal, 0]
while True:
    ready, _, _ = select.select(inputs, [], [])
    if 0 in ready:
        typed = os.read(0, 1024)
        if typed: os.write(terminal, typed)
        else: inputs.remove(0)
    if terminal in ready:
        try: data = os.read(terminal, 65536)
        except OSError: break
        if not data: break
        os.write(1, data)
_, status = os.waitpid(pid, 0)
sys.exit(os.waitstatus_to_exitcode(status))
`
