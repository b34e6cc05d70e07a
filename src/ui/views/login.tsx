import { useState } from 'preact/hooks';
import { type Failure, request } from '../api/request.ts';
import { Trouble } from '../parts/bits.tsx';

/** Asks for the token of the server. It is sent once; the browser keeps a cookie that no script can read. */
export function Login({ onDone }: { readonly onDone: () => void }) {
  const [token, setToken] = useState('');
  const [failure, setFailure] = useState<Failure>();
  const signIn = async (event: Event) => {
    event.preventDefault();
    try {
      await request('/session', { method: 'POST', body: { token } });
      onDone();
    } catch (error) {
      setFailure(error as Failure);
    }
  };
  return (
    <main class="login">
      <form onSubmit={signIn}>
        <h1>mreg</h1>
        <p>This server asks for a token.</p>
        <div class="field">
          <label for="token">Token</label>
          <input
            id="token"
            type="password"
            autocomplete="current-password"
            value={token}
            onInput={({ currentTarget }) => setToken(currentTarget.value)}
          />
        </div>
        {failure && <Trouble failure={failure} />}
        <button type="submit" class="main" disabled={token === ''}>
          Sign in
        </button>
      </form>
    </main>
  );
}
