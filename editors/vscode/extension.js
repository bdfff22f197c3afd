// Starts the language server of `meshc`, and runs programs and tests in a terminal.

const vscode = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');

let client;

function meshc() {
  return vscode.workspace.getConfiguration('mesh').get('meshc', 'meshc');
}

async function start() {
  const server = { command: meshc(), args: ['lsp'] };
  client = new LanguageClient('mesh', 'Mesh', { run: server, debug: server }, {
    documentSelector: [{ scheme: 'file', language: 'mesh' }, { scheme: 'untitled', language: 'mesh' }],
    synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher('**/{*.mpl,mesh.toml,*.sql}') },
  });
  try {
    await client.start();
  } catch (error) {
    const action = await vscode.window.showErrorMessage(`Mesh: cannot start \`${meshc()} lsp\`: ${error.message}`, 'Settings');
    if (action) vscode.commands.executeCommand('workbench.action.openSettings', 'mesh.meshc');
  }
}

/** Runs a command of meshc on the folder of the active file, or on the file where it is a program by itself. */
function inTerminal(command, args) {
  const uri = args.length ? vscode.Uri.parse(args[0]) : vscode.window.activeTextEditor?.document.uri;
  const folder = uri && vscode.workspace.getWorkspaceFolder(uri);
  const target = folder ? folder.uri.fsPath : uri?.fsPath;
  if (!target) return;
  const terminal = vscode.window.terminals.find(one => one.name === 'Mesh') ?? vscode.window.createTerminal('Mesh');
  const filter = args.length > 1 ? ` --filter ${JSON.stringify(args[1])}` : '';
  terminal.show(true);
  terminal.sendText(`${meshc()} ${command} ${JSON.stringify(target)}${filter}`);
}

exports.activate = async context => {
  context.subscriptions.push(
    vscode.commands.registerCommand('mesh.restart', async () => {
      await client?.stop();
      await start();
    }),
    vscode.commands.registerCommand('mesh.run', (...args) => inTerminal('run', args)),
    vscode.commands.registerCommand('mesh.test', (...args) => inTerminal('test', args)),
    vscode.commands.registerCommand('mesh.showReferences', (uri, place, places) => {
      const convert = client.protocol2CodeConverter;
      const found = places.map(one => convert.asLocation(one));
      vscode.commands.executeCommand('editor.action.showReferences', vscode.Uri.parse(uri), convert.asPosition(place), found);
    }),
  );
  await start();
};

exports.deactivate = () => client?.stop();
