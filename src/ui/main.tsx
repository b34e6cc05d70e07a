import { render } from 'preact';
import { LocationProvider } from 'preact-iso/router';
import { App } from './app.tsx';
import { listenToKeys } from './keyboard.ts';
import { redirectFromMlflow } from './mlflow-address.ts';

redirectFromMlflow();
listenToKeys();
const place = document.getElementById('page');
if (place)
  render(
    <LocationProvider>
      <App />
    </LocationProvider>,
    place,
  );
