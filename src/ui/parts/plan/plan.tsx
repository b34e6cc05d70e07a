/**
 * The one form for a change. It shows what the change would do before anybody does it: each time a field changes the server is asked
 * for the plan (`dry_run`), with the state of the model for which it is meant. If somebody else changed the model meanwhile, that is
 * said, and the plan is made again.
 */
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import type { GateReport } from '../../../generated/output.ts';
import { type ModelName, modelPath } from '../../api/paths.ts';
import { type Asking, Failure, request } from '../../api/request.ts';
import { touch } from '../../api/resource.ts';
import { Trouble } from '../bits.tsx';
import { Dialog } from './dialog.tsx';
import { GateTable } from './gates.tsx';

/** What a form asks for. */
interface Field {
  readonly name: string;
  readonly label: string;
  readonly kind?: 'line' | 'text';
  /** One of these, instead of a text. */
  readonly choices?: readonly string[];
  readonly initial?: string;
  readonly hint?: string;
}

export type Values = Readonly<Record<string, string>>;

/** A change: how it is asked for, and how its plan is shown. */
export interface Plan<Result> {
  readonly title: string;
  readonly fields: readonly Field[];
  /** The word on the button. */
  readonly does: string;
  /** The model that it changes: it has to be the one that the plan was made for. */
  readonly model?: ModelName;
  /** Undefined as long as something is missing. */
  ask(
    values: Values,
  ):
    | { readonly method: NonNullable<Asking['method']>; readonly path: string; readonly body: object }
    | undefined;
  show(result: Result, values: Values): ComponentChildren;
  /** Where whoever did it is led: what the form was about may not be there any more. */
  readonly leadsTo?: string;
}

// biome-ignore lint/suspicious/noExplicitAny: the form does not look into what its plan gives.
export type AnyPlan = Plan<any>;

const PLAN_AFTER_MS = 200;
const OVERRIDE: Field = {
  name: 'override',
  label: 'Move it all the same, because',
  hint: 'Kept in the history',
};
const REASON: Field = { name: 'reason', label: 'Reason', hint: 'Kept in the history' };

export function PlanDialog<Result>({
  plan,
  onClose,
}: {
  readonly plan: Plan<Result>;
  readonly onClose: () => void;
}) {
  const [values, setValues] = useState<Values>(() =>
    Object.fromEntries([...plan.fields, REASON].map(({ name, initial = '' }) => [name, initial])),
  );
  const [planned, setPlanned] = useState<{ readonly result?: Result; readonly failure?: Failure }>({});
  const { route } = useLocation();
  const [isBusy, setBusy] = useState(false);
  const [conflict, setConflict] = useState('');
  const etag = useRef<string | undefined>(undefined);
  const turn = useRef(0);
  const isApplying = useRef(false);
  const planning = useRef<Promise<void> | undefined>(undefined);
  const gates = gatesOf(planned.failure);
  const fields = [...plan.fields, ...(gates ? [OVERRIDE] : []), REASON];

  const send = (dryRun: boolean) => {
    const asked = plan.ask(values);
    if (!asked) return undefined;
    const { override, reason } = values;
    const body = { ...asked.body, ...(override && { override }), ...(reason && { reason }) };
    return request<Result>(asked.path, {
      method: asked.method,
      body: { ...body, ...(dryRun && { dry_run: true }) },
      etag: etag.current,
    });
  };
  const look = async () => {
    if (!plan.model) return;
    etag.current = (await request(modelPath(plan.model))).etag;
  };
  const makePlan = async (): Promise<void> => {
    turn.current += 1;
    const mine = turn.current;
    let made: typeof planned = {};
    try {
      if (etag.current === undefined) await look();
      const answer = await send(true);
      if (answer) made = { result: answer.data };
    } catch (failure) {
      if (mine === turn.current && isConflict(failure)) return resolve();
      made = { failure: failure as Failure };
    }
    // What was asked for earlier may be answered later.
    if (mine === turn.current) setPlanned(made);
  };
  /** Says that the model is another by now, and makes the plan for what it is now. */
  const resolve = async (): Promise<void> => {
    touch('*');
    if (plan.model) setConflict(await sayLastChange(plan.model));
    etag.current = undefined;
    await makePlan();
  };
  // What is asked for follows from the values alone.
  useEffect(() => {
    const timer = setTimeout(() => {
      if (!isApplying.current) planning.current = makePlan();
    }, PLAN_AFTER_MS);
    return () => clearTimeout(timer);
  }, [values]);

  const apply = async (event: Event) => {
    event.preventDefault();
    isApplying.current = true;
    setBusy(true);
    await planning.current;
    try {
      if (await send(false)) {
        touch('*');
        if (plan.leadsTo !== undefined) route(plan.leadsTo);
        onClose();
      }
    } catch (failure) {
      if (isConflict(failure)) await resolve();
      else setPlanned({ failure: failure as Failure });
    } finally {
      isApplying.current = false;
      setBusy(false);
    }
  };

  return (
    <Dialog title={plan.title} onClose={onClose}>
      <form class="plan" onSubmit={apply}>
        {conflict !== '' && (
          <div class="trouble" role="alert">
            <p>The model was changed meanwhile: {conflict}. This is the plan for what it is now.</p>
          </div>
        )}
        {fields.map((field) => (
          <Input
            key={field.name}
            field={field}
            value={values[field.name] ?? ''}
            onInput={(value) => setValues({ ...values, [field.name]: value })}
          />
        ))}
        <div class="outcome" aria-live="polite">
          {planned.result !== undefined && plan.show(planned.result, values)}
          {planned.failure && <Trouble failure={planned.failure} />}
          {gates && <GateTable gates={gates} />}
        </div>
        <footer>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="main" disabled={isBusy || planned.result === undefined}>
            {plan.does}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

function Input({
  field: { name, label, kind = 'line', choices, hint },
  value,
  onInput,
}: {
  readonly field: Field;
  readonly value: string;
  onInput(value: string): void;
}) {
  const id = useId();
  const common = {
    id,
    name,
    value,
    'aria-describedby': hint === undefined ? undefined : `${id}-hint`,
    onInput: ({ currentTarget }: { currentTarget: { value: string } }) => onInput(currentTarget.value),
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {choices ? (
        <select {...common}>
          {choices.map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      ) : kind === 'text' ? (
        <textarea {...common} rows={6} />
      ) : (
        <input {...common} autocomplete="off" />
      )}
      {hint !== undefined && (
        <p class="soft" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

function isConflict(failure: unknown): boolean {
  return failure instanceof Failure && failure.status === 412;
}

/** The gates that said no. */
function gatesOf(failure: Failure | undefined): readonly GateReport[] | undefined {
  return failure?.code === 'MREG_NO' ? (failure.details.gates as GateReport[] | undefined) : undefined;
}

async function sayLastChange({ type, model }: ModelName): Promise<string> {
  const ref = encodeURIComponent(`${type}/${model}`);
  const { data } = await request<{ entries: { by: { user: string }; command: string }[] }>(
    `/history?ref=${ref}&limit=1`,
  );
  const [last] = data.entries;
  return last ? `${last.command} by ${last.by.user}` : 'it is another now';
}
