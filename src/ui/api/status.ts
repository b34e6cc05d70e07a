/** What there is, the stages, and what whoever looks may do: asked for once, for all views. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Resource } from './resource.ts';
import type { Status } from './types.ts';

export const StatusContext = createContext<Resource<Status>>({ reload: async () => {} });

export function useStatus(): Resource<Status> {
  return useContext(StatusContext);
}

/** Whether whoever looks may change something. */
export function useMayWrite(): boolean {
  return useStatus().data?.role === 'write';
}
