/*
 * The protocol of cutover, as a model for spin: lease and epochs, votes, the cut with its pen records, the dead-man
 * plan of a worker host, "who holds the pen?", recovery of every agent, restart of either Redis, both directions.
 * Run it by `Tests/Model/check`; by hand: spin -a cutover.pml && gcc -O2 -DSAFETY -o pan pan.c && ./pan
 *
 * Which part is which file (Sources/Cutover decides, Sources/Agent acts):
 *   proctype Coordinator   Run/RunMachine*.swift, Vote/Gate.swift, Vote/VoteCount.swift
 *   proctype Pen           Pen/PenMachine*.swift (the receiver's half, claims), Lease/LeaseMachine.swift,
 *                          Agent/Pen/Receiver.swift, Agent/Pen/RestartGuard.swift
 *   proctype Cut           Cut/CutMachine*.swift, Agent/Pen/CutShell.swift
 *   proctype Workers       Workers/WorkersMachine*.swift, Agent/Workers/WorkersShell.swift
 *   proctype Redis         the servers, Docker's restart of them, clients' writes, replication through the relay
 *   proctype Faults        crashes of agents, within budgets chosen at the start
 *   proctype Monitor       S1, S2, S3; S5 is an assert in each order's own step; S4 is the run with -DPROGRESS
 *
 * One atomic step is one turn of one actor: what is decided and made durable together. A crash is possible between
 * any two, so between record, policy and command too. There is no clock: expiry, budget, abort, time-out and loss are
 * plain choices. A sent promote stays in the network for ever and may arrive any number of times. Data is one bit a
 * side: "has every acknowledged write".
 *
 * An attempt is named by its coordinator (1 or 2; one attempt each), its epoch is EP(c): that of 2 is higher, or, with
 * -DSAME_EPOCH, the same (two coordinators that computed one number).
 *
 * Not in the model:
 *   CLIENT PAUSE and the budget's length (no barrier, trap 16), stand-in (15), compose and `depends_on` (11), the rest
 *   of an agent without a journal (13), `rollback --holder-lost` (20), S6, env files, bootstrap;
 *   a tail lost by a power cut (5): a Redis may come back with all or with nothing, and with nothing only while the
 *   other side has everything and no restart policy would start it as the holder;
 *   several worker hosts (their promises are independent of each other), several attempts in one epoch;
 *   crashes together with two coordinators, and writes together with two coordinators (-DNO_WRITES): too many states.
 * A request and its answer are one step, except promote, the order to cut, the order to start and claims, which may be
 * late, stale or lost: the others are sticky or judged on arrival. Votes are given one after the other and counted
 * later. The first coordinator asks for its grants in a fixed order, the second in any.
 */

#ifndef AGENT_CRASHES
#define AGENT_CRASHES 1          /* of all three agents together */
#endif
#ifndef REDIS_CRASHES
#define REDIS_CRASHES 1          /* of both Redis together; each may come back empty */
#endif
#ifndef COORDINATORS
#define COORDINATORS 2
#endif
#ifndef HOST_RESTARTS
#define HOST_RESTARTS 0          /* Docker on the worker host restarts what its policies say */
#endif

/* Pen record */
#define HOLD 0
#define CUT 1
#define NOT 2
/* Receiver record */
#define NEVER 0
#define ARMED 1
#define BARRED 2
#define PROMOTED 3
/* Redis role: a role is volatile. FENCED is REPLICAOF 127.0.0.1 1; it still feeds its own follower. */
#define MASTER 0
#define FENCED 1
#define FOLLOWS 2
/* Cut machine; what is left of it after a crash is `unfinished` */
#define IDLE 0
#define CLEARING 1
#define ARMING 2
#define ENTERING 3
#define FENCING 4
#define COMPARING 5
#define PROMOTING 6
#define BARRING 7
#define UNFENCING 8
#define RETURNING 9
#define RESTORING 10
#define YIELDING 11
#define RECOVERING 12
#define DEAD 13                  /* the agent's process is down */
#define LEAVING 14               /* undo of a holder that was restarted inside the cut */
/* Workers machine */
#define STARTED 0
#define STAGED 1
#define DRAINING 2
#define DRAINED 3
#define PROMISED 4
#define ASKING 5
#define STARTING 6
/* Coordinator */
#define LEASING 0
#define DRAIN 1
#define VOTING 2
#define CUTTING 3
#define DECIDING 4
#define ORDERING 5
#define OVER 6

#define NOBODY 2                 /* no side */
#define A 0
#define B 1
#define W 2

/* ---- durable at the two pen agents ---- */
byte pen[2]; byte held[2];       /* pen record; epoch of HOLD (kept inside CUT) */
byte unfinished[2];              /* attempt begun and not ended in the cut's journal (the one of CUT) */
byte receiver[2]; byte known[2]; /* receiver record and its attempt; the run_id it expects is receiverLife[known] */
byte barredThrough[2];           /* no cut of this epoch or lower begins here */
/* ---- durable at all three agents ---- */
byte granted[3];                 /* LeaseMachine: to whom the highest epoch went */
bit live;                        /* whether that lease is live at the worker host. The other two obey the latest grant
                                    for ever: more than LeaseMachine allows, so what holds here holds there */
byte highest[3];                 /* ghost: the highest epoch ever granted here */
/* ---- volatile ---- */
byte cut[2];                     /* CutMachine */
byte telling[2];                 /* PROMOTED is recorded, REPLICAOF NO ONE is on its way */
/* ---- the servers ---- */
bit up[2]; byte role[2]; byte life[2];   /* life stands for run_id */
bit followsByFile[2];            /* its own configuration file says replicaof */
bit restarts[2];                 /* Docker's restart policy brings it back */
bit readOnly[2];                 /* replica-read-only yes */
bit has[2];                      /* every acknowledged write is here */
bit marked[2];                   /* the pen marker is in the data: it was not emptied */
/* ---- the worker host ---- */
byte workers; byte side; byte promise;   /* WorkersMachine: durable, but ASKING (PROMISED on disk) */
byte running; bit workersRestart; bit undo; bit workersAgentUp;
byte from;                       /* the leader of the run that these workers are staged for: `old` in its orders */
byte claim[2];                   /* a claim under way to the worker host: the epoch it bars through, + 1 */
/* ---- coordinators and what they sent ---- */
byte phase[3]; byte leader[3];
bit leased[9];                   /* [c*3+j]: the coordinator has the grant of j */
byte votes[3];                   /* yes votes so far: leader, follower, worker host */
byte holderLife[3]; byte receiverLife[3];
bit cutOrder[3];                 /* PerformCut on its way */
bit drained[3];                  /* the answer */
byte startOrder[3];              /* Start on its way: side + 1 */
byte result[3];                  /* answer to PerformCut: 1 passed, 2 undone */
bit promote[3];                  /* a promote of attempt c has been sent; never taken out */
byte epoch[3];                   /* the epoch of each coordinator, chosen once; none: 0 */
byte crashesLeft; byte redisCrashesLeft; byte hostRestartsLeft;
bit ready;
#ifdef PROGRESS
byte writesLeft;
#endif

#define OTHER(i) (1 - (i))
#define LEASED(c) (leased[(c) * 3 + A] && leased[(c) * 3 + B] && leased[(c) * 3 + W])
#define EP(c) epoch[c]
#define ACCEPTS(i) (up[i] && (role[i] == MASTER || (role[i] == FENCED && !readOnly[i])))
#define ALIVE(i) (cut[i] != DEAD)

/* LeaseMachine.verdict(on:): an order of c is obeyed at j */
#ifdef FAULT_EPOCH_NOT_BOUND
#define OBEYED(c, j) ((j != W || live) && EP(granted[j]) == EP(c))
#else
#define OBEYED(c, j) ((j != W || live) && granted[j] == (c))
#endif
/* What arm, promote and cutBegins require of the highest grant, live or not */
#ifdef FAULT_EPOCH_NOT_BOUND
#define GRANTED(c, j) (EP(granted[j]) == EP(c))
#else
#define GRANTED(c, j) (granted[j] == (c))
#endif
/* S5: nothing is changed for a coordinator where a higher epoch was granted, nor for one that never had this grant */
#define S5(c, j) assert(highest[j] <= EP(c) && leased[(c) * 3 + (j)])

/* A yes of a participant (Gate.swift). The evidence may be old when it counts. */
#ifdef FAULT_READ_ONLY_NO
#define READONLY(i) true
#else
#define READONLY(i) readOnly[i]
#endif
#define LEADER_YES(i) (ALIVE(i) && pen[i] == HOLD && up[i] && role[i] == MASTER && READONLY(i))
#define FOLLOWER_YES(i) (ALIVE(i) && pen[i] == NOT && up[i] && role[i] == FOLLOWS && READONLY(i))

inline claimPen(i, through) {
  /* PenMachine.answerHolder: the bar is durable before the claim is given */
#ifdef FAULT_CLAIM_WITHOUT_BAR
  skip
#else
  if :: barredThrough[i] < (through) -> barredThrough[i] = (through) :: else -> skip fi
#endif
}

/* The second coordinator is a run of its own (of either direction), or resumes the first one's, or either */
#ifdef SECOND_RESUMES
#define RUNS_ANEW false
#else
#define RUNS_ANEW true
#endif
#ifdef SECOND_RUNS
#define RESUMES false
#else
#define RESUMES true
#endif

/* A coordinator is gone. What no message of its own can use any more is cleared: fewer states, nothing else. */
inline forget(c) {
  drained[c] = 0; votes[c] = 0; result[c] = 0; phase[c] = OVER;
  if
  :: !cutOrder[c] && !startOrder[c] && !promote[c] && unfinished[A] != c && unfinished[B] != c ->
       leader[c] = NOBODY; holderLife[c] = 0; receiverLife[c] = 0;
       leased[c * 3 + A] = 0; leased[c * 3 + B] = 0; leased[c * 3 + W] = 0
  :: else -> skip
  fi
}

/* ------------------------------------------------------------------------------------------------------------ */
proctype Coordinator(byte c) {
  byte j;
  ready;
end:
  do
  /* lease: every participant; the answer carries its pen record */
  :: atomic { phase[c] == LEASING && LEASED(c) && leader[c] != NOBODY ->
       if
       /* a run of its own: stage, and order the drain */
       :: (c == 1 || RUNS_ANEW) && workersAgentUp && OBEYED(c, W) && (workers == STARTED || workers == STAGED) &&
          side == leader[c] ->
            S5(c, W); workers = STAGED; promise = 0; from = leader[c]; phase[c] = DRAIN
       :: c == 2 && RESUMES -> phase[c] = DECIDING                   /* a resumed one, of either outcome: ask */
       :: forget(c)                                                  /* refused */
       fi }
  :: atomic { phase[c] == LEASING && LEASED(c) && leader[c] == NOBODY ->
       if :: c == 2 && RESUMES -> phase[c] = DECIDING :: forget(c) fi }
  :: atomic { phase[c] == DRAIN && drained[c] -> drained[c] = 0; phase[c] = VOTING }
  /* vote: each yes comes with the run_id it saw */
  :: atomic { phase[c] == VOTING && votes[c] == 0 && OBEYED(c, leader[c]) && LEADER_YES(leader[c]) ->
       holderLife[c] = life[leader[c]]; votes[c] = 1 }
  :: atomic { phase[c] == VOTING && votes[c] == 1 && OBEYED(c, OTHER(leader[c])) && FOLLOWER_YES(OTHER(leader[c])) ->
       receiverLife[c] = life[OTHER(leader[c])]; votes[c] = 2 }
  :: atomic { phase[c] == VOTING && votes[c] == 3 ->
       votes[c] = 0; cutOrder[c] = 1; phase[c] = CUTTING }
  /* before the cut was ordered: undo */
  :: atomic { (phase[c] == DRAIN || phase[c] == VOTING) -> drained[c] = 0; votes[c] = 0; holderLife[c] = 0;
       receiverLife[c] = 0; startOrder[c] = leader[c] + 1; phase[c] = ORDERING }
  /* the cut has an end */
  :: atomic { phase[c] == CUTTING && result[c] == 1 -> result[c] = 0; startOrder[c] = OTHER(leader[c]) + 1;
       phase[c] = ORDERING }
  :: atomic { phase[c] == CUTTING && result[c] == 2 -> result[c] = 0; startOrder[c] = leader[c] + 1;
       phase[c] = ORDERING }
  /* no answer, or abort: both pens are asked until one claims (RunMachine+Pen.swift; `abort` bars likewise) */
  :: atomic { phase[c] == CUTTING -> result[c] = 0; phase[c] = DECIDING }
  :: atomic { phase[c] == DECIDING && ALIVE(A) && pen[A] == HOLD -> claimPen(A, EP(c)); startOrder[c] = A + 1;
       phase[c] = ORDERING }
  :: atomic { phase[c] == DECIDING && ALIVE(B) && pen[B] == HOLD -> claimPen(B, EP(c)); startOrder[c] = B + 1;
       phase[c] = ORDERING }
  /* workers run: the lease is released; its agents hear of that one by one, or it lapses */
  :: atomic { phase[c] == ORDERING && startOrder[c] == 0 -> forget(c) }
  /* it may die anywhere; what it sent stays on its way */
  :: atomic { phase[c] != OVER -> forget(c) }
  :: atomic { phase[c] == OVER -> break }
  od
}

/* ------------------------------------------------------------------------------------------------------------ */
/* LeaseMachine.grant at j */
#ifdef FAULT_LEASE_WITHOUT_EPOCH
#define NEWER(c, j) true
#else
#define NEWER(c, j) (granted[j] == 0 || EP(c) > EP(granted[j]))
#endif
#ifdef FAULT_EPOCH_NOT_BOUND
#define GRANTABLE(c, j) (NEWER(c, j) || EP(c) == EP(granted[j]))
#else
#define GRANTABLE(c, j) NEWER(c, j)
#endif

/* trap 12: a holder grants nothing inside a cut, the request waits */
#ifdef FAULT_GRANT_IN_CUT
#define LEASE_PEN(i) true
#else
#define LEASE_PEN(i) (pen[i] != CUT)
#endif

inline grant(c, j) {
  granted[j] = c; leased[c * 3 + j] = 1;
  if :: EP(c) > highest[j] -> highest[j] = EP(c) :: else -> skip fi
}

proctype Lease() {
  byte c;
  ready;
end:
  do
  /* a live lease of another run is taken over when that was typed, so liveness is no obstacle here. The second
     coordinator asks in any order, amid whatever the first one does */
  :: atomic { phase[1] == LEASING && !leased[3 + A] && ALIVE(A) && GRANTABLE(1, A) && LEASE_PEN(A) ->
       grant(1, A); if :: pen[A] == HOLD -> leader[1] = A :: else -> skip fi }
  :: atomic { phase[1] == LEASING && leased[3 + A] && !leased[3 + B] && ALIVE(B) && GRANTABLE(1, B) && LEASE_PEN(B) ->
       grant(1, B); if :: pen[B] == HOLD -> leader[1] = B :: else -> skip fi }
  :: atomic { phase[1] == LEASING && leased[3 + B] && !leased[3 + W] && workersAgentUp && GRANTABLE(1, W) ->
       grant(1, W); live = 1 }
#if COORDINATORS > 1
  :: atomic { phase[2] == LEASING && !leased[6 + A] && ALIVE(A) && GRANTABLE(2, A) && LEASE_PEN(A) ->
       grant(2, A); if :: pen[A] == HOLD -> leader[2] = A :: else -> skip fi }
  :: atomic { phase[2] == LEASING && !leased[6 + B] && ALIVE(B) && GRANTABLE(2, B) && LEASE_PEN(B) ->
       grant(2, B); if :: pen[B] == HOLD -> leader[2] = B :: else -> skip fi }
  :: atomic { phase[2] == LEASING && !leased[6 + W] && workersAgentUp && GRANTABLE(2, W) -> grant(2, W); live = 1 }
#endif
  /* expiry is a plain choice; a lease is released when its run is over */
  :: d_step { live && workersAgentUp -> live = 0 }
  od
}

/* ------------------------------------------------------------------------------------------------------------ */
/* The pen's agent beside Redis i: receiver's half, claims to the worker host, restart of its Redis */
#ifdef FAULT_PROMOTE_NOT_ARMED
#define MAY_PROMOTE(i, c) (known[i] == (c))
#else
#define MAY_PROMOTE(i, c) (known[i] == (c) && receiver[i] == ARMED)
#endif
#ifdef FAULT_PROMOTE_STALE_EPOCH
#define PROMOTE_GRANTED(i, c) true
#else
#define PROMOTE_GRANTED(i, c) GRANTED(c, i)
#endif
#ifdef FAULT_NO_IDENTITY
#define SAME_LIFE(i, l) true
#else
#define SAME_LIFE(i, l) (life[i] == (l))
#endif
#ifdef FAULT_UNVERIFIED_HOLDER
#define VERIFIED(i) true
#else
#define VERIFIED(i) marked[i]
#endif

inline takePromote(i, c) {
  S5(c, i);
#ifdef FAULT_REDIS_BEFORE_RECORD
  role[i] = MASTER; followsByFile[i] = 0; telling[i] = c
#else
  receiver[i] = PROMOTED; pen[i] = HOLD; held[i] = EP(c); telling[i] = c
#endif
}

#define PROMOTABLE(i, c) (promote[c] && ALIVE(i) && pen[i] == NOT && MAY_PROMOTE(i, c) && PROMOTE_GRANTED(i, c) && \
  up[i] && SAME_LIFE(i, receiverLife[c]) && role[i] != MASTER && READONLY(i))

proctype Pen(byte i) {
  ready;
end:
  do
  /* promote: PROMOTED and HOLD in one record. REPLICAOF NO ONE is the step after, which a crash may separate */
  :: atomic { PROMOTABLE(i, 1) -> takePromote(i, 1) }
#if COORDINATORS > 1
  :: atomic { PROMOTABLE(i, 2) -> takePromote(i, 2) }
#endif
#ifdef FAULT_REDIS_BEFORE_RECORD
  :: atomic { telling[i] && ALIVE(i) && pen[i] == NOT && receiver[i] == ARMED ->
       receiver[i] = PROMOTED; pen[i] = HOLD; held[i] = EP(telling[i]); telling[i] = 0 }
#else
  /* on the connection that was opened when it was armed: to this life of the Redis only */
  :: atomic { telling[i] && ALIVE(i) && pen[i] == HOLD && up[i] && SAME_LIFE(i, receiverLife[telling[i]]) ->
       role[i] = MASTER; followsByFile[i] = 0; telling[i] = 0 }
#endif
  :: atomic { telling[i] && ALIVE(i) && up[i] && (pen[i] == CUT || !SAME_LIFE(i, receiverLife[telling[i]])) ->
       telling[i] = 0 }
  /* the command failed, or the agent or the Redis was restarted: the checks of a restart (trap 5) */
#ifndef FAULT_HOLDER_NOT_RECOVERED
  :: atomic { ALIVE(i) && pen[i] == HOLD && up[i] && role[i] != MASTER && VERIFIED(i) ->
       role[i] = MASTER; followsByFile[i] = 0 }
#endif
  /* keepFenced: what returned as a master without the pen. Only while nobody can reach it: see Redis */
  :: atomic { ALIVE(i) && pen[i] == NOT && up[i] && role[i] == FENCED && ALIVE(OTHER(i)) -> role[i] = FOLLOWS;
       followsByFile[i] = 1 }
  /* the Redis is down and Docker does not bring it back: detached, brought to what the record says, reconnected */
  :: atomic { ALIVE(i) && !up[i] && !restarts[i] ->
       up[i] = 1;
       if
       :: pen[i] == HOLD && VERIFIED(i) -> role[i] = MASTER
       :: pen[i] == HOLD && !VERIFIED(i) -> role[i] = FENCED
#ifdef FAULT_RETURNS_EXPOSED
       :: pen[i] != HOLD && !followsByFile[i] -> role[i] = MASTER
#else
       :: pen[i] != HOLD && !followsByFile[i] -> role[i] = FENCED
#endif
       :: pen[i] != HOLD && followsByFile[i] -> role[i] = FOLLOWS
       fi }
#ifdef FAULT_RETURNS_EXPOSED
  :: atomic { ALIVE(i) && pen[i] != HOLD && up[i] && role[i] == MASTER && cut[i] == IDLE -> role[i] = FENCED }
#endif
  /* "who holds the pen?" of the worker host */
  :: atomic { workers == ASKING && workersAgentUp && ALIVE(i) && pen[i] == HOLD && claim[i] != EP(promise) + 1 ->
       claimPen(i, EP(promise)); claim[i] = EP(promise) + 1 }
  od
}

/* ------------------------------------------------------------------------------------------------------------ */
/* The holder's critical section at side i; attempt c is `unfinished[i]` */
#ifdef FAULT_CUT_AFTER_BARRED
#define NOT_BARRED(i, c) true
#else
#define NOT_BARRED(i, c) (barredThrough[i] < EP(c))
#endif

inline begin(i, c) {
  S5(c, i);
  cutOrder[c] = 0; unfinished[i] = c; cut[i] = CLEARING
}

inline ended(i, r) {
  if :: phase[unfinished[i]] == CUTTING -> result[unfinished[i]] = r :: else -> skip fi;
  unfinished[i] = 0; cut[i] = IDLE
}

#define RUNS(i, s) (cut[i] == (s))
#define FOLLOWER_STANDS(i, c) (up[OTHER(i)] && SAME_LIFE(OTHER(i), receiverLife[c]) && role[OTHER(i)] == FOLLOWS && \
  READONLY(OTHER(i)))

/* trap 5 binds an undo too: only the life of the Redis that was voted on is un-fenced. Another one, or a stopped one, is
   left to the checks of a restart (Pen), fenced and without a restart policy; the pen returns all the same */
#ifdef FAULT_UNFENCE_UNVERIFIED
#define UNFENCEABLE(i) up[i]
#define CHANGED(i) false
#else
#define UNFENCEABLE(i) (up[i] && life[i] == holderLife[unfinished[i]])
#define CHANGED(i) (life[i] != holderLife[unfinished[i]])
#endif
#ifdef FAULT_NO_EQUALITY
#define EQUAL(i) true
#else
#define EQUAL(i) (has[OTHER(i)] == has[i])
#endif

proctype Cut(byte i) {
  byte r = OTHER(i);
  ready;
end:
  do
  :: atomic { cutOrder[1] && leader[1] == i && RUNS(i, IDLE) && unfinished[i] == 0 && OBEYED(1, i) -> begin(i, 1) }
#if COORDINATORS > 1
  :: atomic { cutOrder[2] && leader[2] == i && RUNS(i, IDLE) && unfinished[i] == 0 && OBEYED(2, i) -> begin(i, 2) }
#endif
  :: atomic { RUNS(i, CLEARING) ->
#ifndef FAULT_NO_RESTART_POLICY
       restarts[i] = 0;
#endif
       cut[i] = ARMING }
  /* PenMachine.arm at the receiver, after its own restart policy was taken and read back */
  :: atomic { RUNS(i, ARMING) && ALIVE(r) ->
       if
       :: pen[r] == NOT && GRANTED(unfinished[i], r) && FOLLOWER_STANDS(i, unfinished[i]) &&
          (receiver[r] == NEVER || EP(known[r]) < EP(unfinished[i]) ||
            (receiver[r] == ARMED && known[r] == unfinished[i])) ->
            S5(unfinished[i], r); restarts[r] = 0;
            receiver[r] = ARMED; known[r] = unfinished[i];
            cut[i] = ENTERING
       :: else -> cut[i] = RESTORING
       fi }
  /* PenMachine.beginCut */
  :: atomic { RUNS(i, ENTERING) ->
       if
       :: pen[i] == HOLD && NOT_BARRED(i, unfinished[i]) && held[i] < EP(unfinished[i]) && GRANTED(unfinished[i], i) ->
            S5(unfinished[i], i); pen[i] = CUT;
#ifdef FAULT_EQUALITY_BEFORE_FENCE
            cut[i] = COMPARING
#else
            cut[i] = FENCING
#endif
       :: else -> cut[i] = RESTORING
       fi }
  :: atomic { RUNS(i, FENCING) && up[i] ->
#ifndef FAULT_FENCE_AFTER_PROMOTE
       role[i] = FENCED;
#endif
       if
       :: life[i] == holderLife[unfinished[i]] && READONLY(i) ->
#ifdef FAULT_EQUALITY_BEFORE_FENCE
            promote[unfinished[i]] = 1; cut[i] = PROMOTING
#else
            cut[i] = COMPARING
#endif
       :: else -> cut[i] = UNFENCING
       fi }
  /* equality after the fence, then the promote is sent: only the receiver's record decides from here */
  :: atomic { RUNS(i, COMPARING) && ALIVE(r) && FOLLOWER_STANDS(i, unfinished[i]) && EQUAL(i) ->
       S5(unfinished[i], i);
#ifdef FAULT_EQUALITY_BEFORE_FENCE
       cut[i] = FENCING
#else
       promote[unfinished[i]] = 1; cut[i] = PROMOTING;
#ifdef FAULT_NOT_BEFORE_PROMOTED
       pen[i] = NOT
#endif
#endif
     }
  :: atomic { RUNS(i, PROMOTING) && ALIVE(r) && receiver[r] == PROMOTED && known[r] == unfinished[i] ->
       cut[i] = YIELDING }
  /* no answer */
  :: atomic { RUNS(i, PROMOTING) ->
#ifdef FAULT_UNDO_WITHOUT_BAR
       cut[i] = UNFENCING
#else
       cut[i] = BARRING
#endif
     }
  /* PenMachine.bar at the receiver: sticky */
  :: atomic { RUNS(i, BARRING) && ALIVE(r) ->
       if
       :: (receiver[r] == PROMOTED && known[r] == unfinished[i]) -> cut[i] = YIELDING
       :: else ->
#ifndef FAULT_BAR_NOT_DURABLE
            if
            :: receiver[r] == NEVER || EP(known[r]) <= EP(unfinished[i]) -> receiver[r] = BARRED;
                 known[r] = unfinished[i]
            :: else -> skip
            fi;
#endif
            cut[i] = UNFENCING
       fi }
  /* budget, abort, a failed step: while no promote was sent */
  :: atomic { (RUNS(i, CLEARING) || RUNS(i, ARMING) || RUNS(i, ENTERING)) -> cut[i] = RESTORING }
  :: atomic { (RUNS(i, FENCING) || RUNS(i, COMPARING)) -> cut[i] = UNFENCING }
  /* undo, first step first */
  :: atomic { RUNS(i, UNFENCING) && UNFENCEABLE(i) -> role[i] = MASTER; followsByFile[i] = 0; cut[i] = RETURNING }
  :: atomic { RUNS(i, UNFENCING) && CHANGED(i) -> if :: up[i] -> role[i] = FENCED :: else -> skip fi;
       cut[i] = LEAVING }
  /* the record that it was left comes before the pen returns, so no crash in between puts the policy back */
  :: atomic { RUNS(i, LEAVING) -> pen[i] = HOLD; ended(i, 2) }
  :: atomic { RUNS(i, RETURNING) -> pen[i] = HOLD; cut[i] = RESTORING }
  :: atomic { RUNS(i, RESTORING) -> restarts[i] = 1; ended(i, 2) }    /* its best-effort bar may fail: left out */
  /* after the commit point */
  :: atomic { RUNS(i, YIELDING) ->
#ifdef FAULT_FENCE_AFTER_PROMOTE
       if :: up[i] -> role[i] = FENCED :: else -> skip fi;
#endif
       pen[i] = NOT; ended(i, 1) }                                     /* following: keepFenced in Pen */
  /* recovery after a crash of the agent: fence, bar, then undo or go on */
  :: atomic { RUNS(i, IDLE) && unfinished[i] != 0 && pen[i] == CUT -> cut[i] = RECOVERING }
  :: atomic { RUNS(i, IDLE) && unfinished[i] != 0 && pen[i] == HOLD -> cut[i] = RESTORING }
  :: atomic { RUNS(i, IDLE) && unfinished[i] != 0 && pen[i] == NOT -> ended(i, 1) }
  :: atomic { RUNS(i, RECOVERING) && up[i] ->
#ifdef FAULT_RECOVERY_UNFENCES
       cut[i] = UNFENCING
#else
       role[i] = FENCED; cut[i] = BARRING
#endif
     }
  od
}

/* ------------------------------------------------------------------------------------------------------------ */
inline obeyDrain(c) {
  S5(c, W);
  if
  :: workers == STAGED -> workers = DRAINING; undo = 0
  :: workers == DRAINED || workers == PROMISED -> drained[c] = 1
  fi
}

inline votePromise(c) {
  S5(c, W);
#ifdef FAULT_PROMISE_NOT_KEPT
  if :: workers == DRAINED -> workers = DRAINED :: else -> skip fi;
#else
  workers = PROMISED; promise = c;
#endif
  votes[c] = 3
}

inline obeyStart(c) {
  S5(c, W);
  if
  :: workers == STAGED && startOrder[c] - 1 == from -> startOrder[c] = 0
  :: workers == DRAINING && startOrder[c] - 1 == from -> undo = 1; startOrder[c] = 0
  :: workers == DRAINED && startOrder[c] - 1 == from -> workers = STARTING; side = from; startOrder[c] = 0
  :: workers == PROMISED || workers == ASKING -> workers = STARTING; side = startOrder[c] - 1; startOrder[c] = 0
  :: workers == STARTING && startOrder[c] - 1 == side -> startOrder[c] = 0
  :: workers == STARTED -> startOrder[c] = 0
  :: else -> startOrder[c] = 0                                          /* refused */
  fi
}

#ifdef FAULT_LEASE_WITHOUT_EPOCH
#define LATER_PROMISE(c) true
#else
#define LATER_PROMISE(c) (EP(c) >= EP(promise))
#endif

proctype Workers() {
  ready;
end:
  do
  /* orders of a coordinator, under its live lease */
  :: atomic { workersAgentUp && phase[1] == DRAIN && !drained[1] && OBEYED(1, W) &&
       (workers == STAGED || workers == DRAINED || workers == PROMISED) -> obeyDrain(1) }
  :: atomic { workersAgentUp && phase[1] == VOTING && votes[1] == 2 && OBEYED(1, W) &&
       (workers == DRAINED || (workers == PROMISED && LATER_PROMISE(1))) -> votePromise(1) }
  :: atomic { workersAgentUp && startOrder[1] && OBEYED(1, W) -> obeyStart(1) }
#if COORDINATORS > 1
  :: atomic { workersAgentUp && phase[2] == DRAIN && !drained[2] && OBEYED(2, W) &&
       (workers == STAGED || workers == DRAINED || workers == PROMISED) -> obeyDrain(2) }
  :: atomic { workersAgentUp && phase[2] == VOTING && votes[2] == 2 && OBEYED(2, W) &&
       (workers == DRAINED || (workers == PROMISED && LATER_PROMISE(2))) -> votePromise(2) }
  :: atomic { workersAgentUp && startOrder[2] && OBEYED(2, W) -> obeyStart(2) }
#endif
  /* stops cannot be called back; policies go first (trap 14) */
  :: atomic { workersAgentUp && workers == DRAINING ->
#ifndef FAULT_WORKERS_RESTART
       workersRestart = 0;
#endif
       running = NOBODY;
       if :: undo || !live -> workers = STARTING :: else -> workers = DRAINED fi;
       undo = 0 }
  /* dead-man plan: the lease has lapsed */
  :: atomic { workersAgentUp && !live && workers == DRAINED -> workers = STARTING }
#ifdef FAULT_DEAD_MAN_WITHOUT_CLAIM
  :: atomic { workersAgentUp && !live && workers == PROMISED -> workers = STARTING }
#endif
  :: atomic { workersAgentUp && !live && workers == PROMISED -> workers = ASKING }
  :: atomic { workersAgentUp && workers == ASKING && claim[A] > EP(promise) -> workers = STARTING; side = A }
  :: atomic { workersAgentUp && workers == ASKING && claim[B] > EP(promise) -> workers = STARTING; side = B }
  /* the record of a start comes before the start */
  :: atomic { workersAgentUp && workers == STARTING -> running = side; workersRestart = 1; workers = STARTED;
       promise = 0;
       claim[A] = 0; claim[B] = 0 }
  od
}

/* ------------------------------------------------------------------------------------------------------------ */
proctype Redis(byte i) {
  ready;
end:
  do
  /* a client's write is acknowledged */
#ifdef PROGRESS
  :: d_step { ACCEPTS(i) && has[OTHER(i)] && writesLeft > 0 -> writesLeft--; has[OTHER(i)] = 0 }
#elif !defined(NO_WRITES)
  :: d_step { ACCEPTS(i) && has[OTHER(i)] -> has[OTHER(i)] = 0 }
#endif
  /* replication: the relay passes a partial resync; a full one never from an emptied leader (trap 4) */
  :: d_step { up[i] && role[i] == FOLLOWS && up[OTHER(i)] && role[OTHER(i)] != FOLLOWS && has[OTHER(i)] && !has[i] ->
       has[i] = 1; marked[i] = 1 }
#ifdef FAULT_FULL_RESYNC
  :: d_step { up[i] && role[i] == FOLLOWS && up[OTHER(i)] && role[OTHER(i)] != FOLLOWS && !marked[OTHER(i)] && has[i] ->
       has[i] = 0; marked[i] = 0 }
#endif
  /* it dies; it may come back empty, as long as the other side has everything. A holder with its own restart policy
     does not (the marker is checked by its agent, which then does not start it) */
  :: d_step { up[i] && redisCrashesLeft > 0 -> redisCrashesLeft--; up[i] = 0; life[i]++ }
#ifndef PROGRESS
  :: d_step { up[i] && redisCrashesLeft > 0 && has[OTHER(i)] && !(restarts[i] && pen[i] != NOT) ->
       redisCrashesLeft--; up[i] = 0; life[i]++; has[i] = 0; marked[i] = 0 }
#endif
  /* Docker brings it back: its role is what its file says, whatever it was. An emptied holder under its own restart
     policy is left out: that is how it was before any run, and how it is again once it has served */
  :: d_step { !up[i] && restarts[i] && (marked[i] || pen[i] == NOT) -> up[i] = 1; role[i] = (followsByFile[i] ->
       FOLLOWS : MASTER) }
  od
}

proctype Faults() {
  ready;
end:
  do
  :: d_step { crashesLeft > 0 && ALIVE(A) -> crashesLeft--; cut[A] = DEAD; telling[A] = 0 }
  :: d_step { crashesLeft > 0 && ALIVE(B) -> crashesLeft--; cut[B] = DEAD; telling[B] = 0 }
  :: d_step { crashesLeft > 0 && workersAgentUp -> crashesLeft--; workersAgentUp = 0;
       if :: workers == ASKING -> workers = PROMISED :: else -> skip fi; undo = 0 }
  :: d_step { !ALIVE(A) -> cut[A] = IDLE }
  :: d_step { !ALIVE(B) -> cut[B] = IDLE }
  :: d_step { !workersAgentUp -> workersAgentUp = 1 }
#if HOST_RESTARTS > 0
  /* docker on the worker host restarts what its policies say, with or without the agent */
  :: d_step { hostRestartsLeft > 0 -> hostRestartsLeft--; running = (workersRestart -> side : NOBODY) }
  /* workers that were running and have no agent's order pending are started again by their agent: not in the model */
#endif
  od
}

/* ------------------------------------------------------------------------------------------------------------ */
proctype Monitor() {
  ready;
end:
  do
  :: atomic { ACCEPTS(A) && ACCEPTS(B) -> printf("S1: two Redis accept writes\n"); assert(false) }
  :: atomic { running != NOBODY && pen[running] != HOLD -> printf("S2: workers without the pen\n"); assert(false) }
  :: atomic { ACCEPTS(A) && !has[A] -> printf("S3: A accepts writes without every acknowledged one\n"); assert(false) }
  :: atomic { ACCEPTS(B) && !has[B] -> printf("S3: B accepts writes without every acknowledged one\n"); assert(false) }
  :: atomic { !has[A] && !has[B] -> printf("S3: acknowledged writes are nowhere\n"); assert(false) }
#ifdef REACH_PASS
  :: atomic { pen[B] == HOLD && ACCEPTS(B) && pen[A] == NOT && running == B -> printf("reached\n"); assert(false) }
#endif
#ifdef REACH_UNDO
  :: atomic { promote[1] && receiver[B] == BARRED && pen[A] == HOLD && workers == STARTED && ACCEPTS(A) &&
       running == A -> printf("reached\n"); assert(false) }
#endif
#ifdef REACH_ROLLBACK
  :: atomic { promote[1] && promote[2] && pen[A] == HOLD && held[A] == 2 && ACCEPTS(A) && running == A ->
       printf("reached\n"); assert(false) }
#endif
#ifdef REACH_ALONE
  :: atomic { phase[1] == OVER && pen[B] == HOLD && workers == STARTING && side == B && claim[B] > 0 ->
       printf("reached\n"); assert(false) }
#endif
#ifdef PROGRESS
  /* S4: when nothing can happen any more, workers run on the one side that holds the pen and accepts writes */
  :: atomic { timeout ->
       assert((pen[A] == HOLD) + (pen[B] == HOLD) == 1 && running != NOBODY &&
          pen[running] == HOLD && ACCEPTS(running));
       break }
#endif
  od
}

init {
  atomic {
    pen[B] = NOT; 
    cut[A] = IDLE; up[A] = 1; up[B] = 1; role[B] = FOLLOWS; life[A] = 1; life[B] = 1;
    restarts[A] = 1; restarts[B] = 1; readOnly[A] = 1; readOnly[B] = 1; marked[A] = 1; marked[B] = 1;
    has[A] = 1; has[B] = 1;
#ifndef FAULT_NEW_WRITABLE
    followsByFile[B] = 1;
#endif
    running = A; side = A; workersRestart = 1; workersAgentUp = 1;
    leader[1] = NOBODY; leader[2] = NOBODY;
    epoch[1] = 1; epoch[2] = 2;
#if COORDINATORS > 1
#ifdef SAME_EPOCH
    epoch[2] = 1;
#endif
#else
    phase[2] = OVER;
#endif
    #ifdef READ_ONLY_NO
    readOnly[A] = 0;
#endif
    select(crashesLeft : 0 .. AGENT_CRASHES);
    select(redisCrashesLeft : 0 .. REDIS_CRASHES);
    hostRestartsLeft = HOST_RESTARTS;
#ifdef PROGRESS
    writesLeft = 1;
#endif
    run Coordinator(1);
#if COORDINATORS > 1
    run Coordinator(2);
#endif
    run Lease(); run Pen(A); run Pen(B); run Cut(A); run Cut(B); run Workers(); run Redis(A); run Redis(B);
    run Faults(); run Monitor();
    ready = 1
  }
}
