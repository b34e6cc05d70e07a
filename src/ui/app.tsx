/** The frame around every view: where one can go, whether changes come in, the keys that work everywhere. */

import { useEffect, useState } from 'preact/hooks';
import { ErrorBoundary } from 'preact-iso/lazy';
import { Route, Router, useLocation } from 'preact-iso/router';
import { BASE, linkTo } from './address.ts';
import { type Connection, useLive } from './api/live.ts';
import { onTokenAsked, request } from './api/request.ts';
import { touch, useResource } from './api/resource.ts';
import { StatusContext } from './api/status.ts';
import type { Status } from './api/types.ts';
import { useKeys } from './keyboard.ts';
import { KeysDialog } from './parts/keys-dialog.tsx';
import { ROUTES } from './routes.ts';
import { Login } from './views/login.tsx';
import { Nowhere } from './views/nowhere.tsx';

const PLACES = [
  ['models', 'Models', 'm'],
  ['experiments', 'Experiments', 'e'],
  ['compare', 'Compare', 'c'],
  ['catalogue', 'Catalogue', 'k'],
  ['history', 'History', 'h'],
] as const;

export function App() {
  const [isAsked, setAsked] = useState(false);
  useEffect(() => onTokenAsked(() => setAsked(true)), []);
  if (isAsked) return <Login onDone={() => setAsked(false)} />;
  return <Frame />;
}

function Frame() {
  const status = useResource<Status>('/status', ['status']);
  const connection = useLive();
  const { route, path } = useLocation();
  const [isHelping, setHelping] = useState(false);
  useKeys({
    '/': { does: 'search', run: () => document.querySelector<HTMLElement>('input[type=search]')?.focus() },
    '?': { does: 'these keys', run: () => setHelping(true) },
    ...Object.fromEntries(
      PLACES.map(([place, title, key]) => [
        `g ${key}`,
        { does: `go to ${title}`, run: () => route(linkTo(place)) },
      ]),
    ),
  });
  return (
    <StatusContext.Provider value={status}>
      <button type="button" class="skip" onClick={() => document.getElementById('main')?.focus()}>
        Skip to the content
      </button>
      <header class="bar">
        <a class="home" href={BASE}>
          mreg
        </a>
        <nav aria-label="Views">
          {PLACES.map(([place, title]) => (
            <a key={place} href={linkTo(place)} aria-current={isWithin(path, place) ? 'page' : undefined}>
              {title}
            </a>
          ))}
        </nav>
        <span class="where">{status.data?.name}</span>
        <Live connection={connection} />
        {status.data?.asks_for_token && <SignOut />}
        <button type="button" class="quiet" onClick={() => setHelping(true)} aria-label="Keys">
          ?
        </button>
      </header>
      <main id="main" tabIndex={-1}>
        <ErrorBoundary>
          <Router onRouteChange={afterRoute}>
            {ROUTES.map(([place, view]) => (
              <Route key={place} path={BASE + place} component={view} />
            ))}
            <Route default component={Nowhere} />
          </Router>
        </ErrorBoundary>
      </main>
      {isHelping && <KeysDialog onClose={() => setHelping(false)} />}
    </StatusContext.Provider>
  );
}

function isWithin(path: string, place: string): boolean {
  const own = path.slice(BASE.length - 1);
  if (place === 'models')
    return (
      own === '/' || own.startsWith('/models') || ['/search', '/trash'].some((one) => own.startsWith(one))
    );
  return own.startsWith(`/${place}`) || (place === 'experiments' && own.startsWith('/runs'));
}

/** Another view begins at its top, with the focus there, so that a screen reader reads it. */
function afterRoute(): void {
  scrollTo(0, 0);
  document.getElementById('main')?.focus({ preventScroll: true });
}

const SAYS: Readonly<Record<Connection, string>> = {
  connecting: 'connecting',
  live: 'live',
  lost: 'connection lost, trying again',
};

function Live({ connection }: { readonly connection: Connection }) {
  return (
    <span class={`live ${connection}`} role="status">
      {SAYS[connection]}
    </span>
  );
}

function SignOut() {
  const signOut = async () => {
    await request('/session', { method: 'DELETE' });
    touch('*');
  };
  return (
    <button type="button" class="quiet" onClick={signOut}>
      Sign out
    </button>
  );
}
