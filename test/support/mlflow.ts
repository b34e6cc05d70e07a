import { execFileSync } from 'node:child_process';

/** A Python that has MLflow and scikit-learn: the one that `MREG_TEST_PYTHON` names, or python3. */
export const mlflowPython = [process.env.MREG_TEST_PYTHON ?? 'python3'].find((python) => {
  try {
    execFileSync(
      python,
      ['-c', 'import importlib.util as u; assert u.find_spec("mlflow") and u.find_spec("sklearn")'],
      {
        stdio: 'ignore',
      },
    );
    return true;
  } catch {
    return false;
  }
});

export const withoutMlflow =
  mlflowPython === undefined
    ? 'no Python with mlflow and scikit-learn: MREG_TEST_PYTHON names one'
    : undefined;
