#!/bin/sh
# A trading agent: register, promote to Production, replace it by a better one, roll back.
set -eu
cd -- "$(dirname -- "$0")"

# The first agent. Its name comes from out/metadata.json, its version is v1.0.0.
mreg register ./out --type rl_agents

# None -> Staging -> Production.
mreg promote ppo_dowjones
mreg promote ppo_dowjones
mreg path ppo_dowjones@production

# The agent that trained longer becomes v1.0.1. One more number of its evaluation comes along.
win_rate=$(sed -n 's/.*"win_rate": \([0-9.]*\).*/\1/p' retrained/metrics.json)
mreg register ./retrained --type rl_agents --metric win_rate="$win_rate"

# It takes the place of v1.0.0, which goes to Archived.
mreg promote ppo_dowjones
mreg promote ppo_dowjones
mreg path ppo_dowjones@production

# Paper trading disagrees: back to what held Production before.
mreg rollback ppo_dowjones --reason "slippage in paper trading is twice the modelled cost"
mreg path ppo_dowjones@production
mreg history ppo_dowjones
