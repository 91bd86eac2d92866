//! What is tried in a round.

use std::io;
use std::time::Duration;

use chatwidgets_benchmarks::client::{Client, Request};

use crate::round::{AT_ONCE, Offer, Round, new_id, post, turn_of, with};

/// How many offers are attacked in each way that has no effect.
const TARGETS: usize = 24;

/// What is not tried before the time is over by which a brief offer has expired.
const BRIEF: Duration = Duration::from_millis(5);

/// The person whose offers these are, and the attacker.
struct People {
    ada: String,
    mallory: String,
}

/// Everything once: what is forged must have no effect, what is doubled or comes at once must have one.
pub(crate) async fn all(round: &mut Round) -> io::Result<()> {
    let people = People { ada: new_id(), mallory: new_id() };
    let brief = round.deal(&people.ada, None, "brief 8").await?;
    let thread = brief.first().map(|offer| offer.thread.clone());
    let takes = round.deal(&people.ada, thread.as_deref(), "take 60").await?;
    let holds = round.deal(&people.ada, thread.as_deref(), "hold 8").await?;
    let elsewhere = round.deal(&people.ada, None, "take 1").await?;
    let mallorys = round.deal(&people.mallory, None, "take 1").await?;

    forged(round, &people, &takes[..TARGETS], &elsewhere[0], &mallorys[0]).await?;
    expired(round, &people, &brief).await?;
    round.judge("what was forged");

    // Each offer is used up in one way.
    let mut fresh = takes.iter().cloned();
    let mut next = |count: usize| fresh.by_ref().take(count).collect::<Vec<_>>();
    other_arguments(round, &people, &next(4), &elsewhere[0]).await?;
    doubled(round, &people, &next(8), &next(8), &next(8)).await?;
    let untouched = next(8);
    doubled_holds(round, &people, &holds[..4], &untouched).await?;
    at_once(round, &people, &next(4), &next(4), &next(4)).await?;
    two_ids_at_once(round, &people, &next(2)).await?;
    holds_at_once(round, &people, &holds[4..6], &holds[6..]).await?;
    left(round, &people, &next(4), &next(4)).await?;
    round.judge("all");

    stale(round, &people, &takes[..16]).await?;
    round.judge("what was stale");
    let all: Vec<Offer> = [brief, takes, holds].concat();
    round.read_back(&people.ada, &all).await?;
    round.read_back(&people.ada, &elsewhere).await?;
    round.read_back(&people.mallory, &mallorys).await
}

async fn forged(
    round: &mut Round,
    People { ada, mallory }: &People,
    targets: &[Offer],
    elsewhere: &Offer,
    mallorys: &Offer,
) -> io::Result<()> {
    type Forge<'a> = Box<dyn Fn(&Offer) -> Request + 'a>;
    let by_ada = |body| post(ada, &body);
    let kinds: [(&'static str, Forge<'_>, &str); 11] = [
        (
            "forged: a random widget",
            Box::new(|_| by_ada(with(targets[0].click(), "widgetId", &new_id()))),
            "not_offered",
        ),
        (
            "forged: a widget's id, one digit changed",
            Box::new(|it| by_ada(with(it.click(), "widgetId", &near(&it.widget)))),
            "not_offered",
        ),
        (
            "forged: a random widget, by a browser's form",
            Box::new(|it| it.form(&new_id(), &new_id()).by(ada)),
            "not_offered",
        ),
        ("forged: no widget", Box::new(|it| by_ada(with(it.click(), "widgetId", ""))), "not_offered"),
        (
            "forged: another action of the widget",
            Box::new(|it| by_ada(with(it.click(), "action", "hold"))),
            "not_offered",
        ),
        (
            "forged: a widget of the person's other thread",
            Box::new(|it| by_ada(with(it.click(), "threadId", &elsewhere.thread))),
            "not_offered",
        ),
        ("forged: a new thread", Box::new(|it| by_ada(with(it.click(), "threadId", ""))), "not_offered"),
        ("forged: another person", Box::new(|it| post(mallory, &it.click())), "thread_not_found"),
        (
            "forged: another person, from a thread of hers",
            Box::new(|it| post(mallory, &with(it.click(), "threadId", &mallorys.thread))),
            "not_offered",
        ),
        ("forged: nobody", Box::new(|it| Request::post("action", &it.click())), "unauthenticated"),
        ("forged: another site", Box::new(|it| by_ada(it.click()).header("sec-fetch-site", "cross-site")), "forbidden"),
    ];
    for (kind, forge, code) in kinds {
        let requests: Vec<_> = targets.iter().map(forge).collect();
        round.try_all(kind, &requests, &[code]).await?;
    }
    Ok(())
}

/// The id with another last digit.
fn near(id: &str) -> String {
    let (most, last) = id.split_at(id.len() - 1);
    format!("{most}{}", if last == "0" { "1" } else { "0" })
}

async fn expired(round: &mut Round, People { ada, .. }: &People, brief: &[Offer]) -> io::Result<()> {
    tokio::time::sleep(BRIEF).await;
    let clicks = brief.iter().flat_map(|offer| [offer.click(), offer.click_as(&new_id())]);
    let requests: Vec<_> = clicks.map(|body| post(ada, &body)).collect();
    round.try_all("stale: an expired offer", &requests, &["expired"]).await.map(drop)
}

async fn stale(round: &mut Round, People { ada, .. }: &People, settled: &[Offer]) -> io::Result<()> {
    let clicks = settled.iter().flat_map(|offer| [offer.click(), offer.click_as(&new_id()), offer.click()]);
    let requests: Vec<_> = clicks.map(|body| post(ada, &body)).collect();
    round.try_all("stale: a settled offer", &requests, &["already_done"]).await.map(drop)
}

/// What a client puts into its payload does not reach what the server bound.
async fn other_arguments(
    round: &mut Round,
    People { ada, .. }: &People,
    offers: &[Offer],
    other: &Offer,
) -> io::Result<()> {
    for offer in offers {
        let mut click = offer.click();
        click["payload"] = serde_json::json!({ "offer": other.number, "bound": other.number, "0": other.number });
        round.try_all("forged: other arguments in the payload", &[post(ada, &click)], &["ok"]).await?;
        round.expect(offer, 1);
    }
    Ok(())
}

/// One click after the other, on the same offer.
async fn doubled(
    round: &mut Round,
    People { ada, .. }: &People,
    without_id: &[Offer],
    same_id: &[Offer],
    other_id: &[Offer],
) -> io::Result<()> {
    for offer in without_id {
        let click = [post(ada, &offer.click())];
        round.try_all("doubled: the first click", &click, &["ok"]).await?;
        round.try_all("doubled: the second, without an id", &click, &["already_done"]).await?;
        round.expect(offer, 1);
    }
    for offer in same_id {
        let id = new_id();
        let click = [post(ada, &offer.click_as(&id))];
        let first = round.try_all("doubled: the first click", &click, &["ok"]).await?;
        let second = round.try_all("doubled: the second, with the same id", &click, &["ok"]).await?;
        let form = [offer.form(&offer.widget, &id).by(ada)];
        let third = round.try_all("doubled: the third, by a browser's form", &form, &["ok"]).await?;
        let turn = turn_of(&first[0]);
        let is_same = turn == turn_of(&second[0]) && turn == turn_of(&third[0]);
        round.tally.check(is_same, || format!("offer {}: a retry got another turn", offer.number));
        round.expect(offer, 1);
    }
    for offer in other_id {
        let [first, second] = [(); 2].map(|()| [post(ada, &offer.click_as(&new_id()))]);
        round.try_all("doubled: the first click", &first, &["ok"]).await?;
        round.try_all("doubled: the second, with another id", &second, &["already_done"]).await?;
        round.expect(offer, 1);
    }
    Ok(())
}

/// What is not `once` acts once for a request; and a request's id is good for nothing else.
async fn doubled_holds(
    round: &mut Round,
    People { ada, .. }: &People,
    holds: &[Offer],
    untouched: &[Offer],
) -> io::Result<()> {
    let ids: Vec<_> = holds.iter().map(|_| new_id()).collect();
    for (offer, id) in holds.iter().zip(&ids) {
        let click = [post(ada, &offer.click_as(id))];
        round.try_all("doubled: the first click", &click, &["ok"]).await?;
        round.try_all("doubled: not `once`, with the same id", &click, &["ok"]).await?;
        round.expect(offer, 1);
    }
    for (offer, id) in untouched.iter().zip(ids.iter().cycle()) {
        let click = [post(ada, &offer.click_as(id))];
        round.try_all("doubled: an id of another click", &click, &["conflict"]).await?;
    }
    Ok(())
}

/// Many clicks on one offer at the same time: one of them acts.
async fn at_once(
    round: &mut Round,
    People { ada, .. }: &People,
    without_id: &[Offer],
    same_id: &[Offer],
    other_ids: &[Offer],
) -> io::Result<()> {
    for offer in without_id {
        let clicks = vec![post(ada, &offer.click()); AT_ONCE];
        one_acts(round, "at once: without ids", offer, &clicks).await?;
    }
    for offer in same_id {
        let clicks = vec![post(ada, &offer.click_as(&new_id())); AT_ONCE];
        all_get_one_turn(round, "at once: with the same id", offer, &clicks).await?;
    }
    for offer in other_ids {
        let clicks: Vec<_> = (0..AT_ONCE).map(|_| post(ada, &offer.click_as(&new_id()))).collect();
        one_acts(round, "at once: with different ids", offer, &clicks).await?;
    }
    Ok(())
}

async fn one_acts(round: &mut Round, kind: &'static str, offer: &Offer, clicks: &[Request]) -> io::Result<()> {
    let answers = round.try_all(kind, clicks, &["ok", "in_progress", "already_done"]).await?;
    let acted = answers.iter().filter(|answer| answer.code() == "ok").count();
    round.tally.check(acted == 1, || format!("{kind}: {acted} clicks on offer {} were accepted", offer.number));
    round.expect(offer, 1);
    Ok(())
}

async fn all_get_one_turn(round: &mut Round, kind: &'static str, offer: &Offer, clicks: &[Request]) -> io::Result<()> {
    let answers = round.try_all(kind, clicks, &["ok"]).await?;
    let turn = turn_of(&answers[0]);
    let is_same = answers.iter().all(|answer| turn_of(answer) == turn);
    round.tally.check(is_same, || format!("{kind}: the same request got different turns, on offer {}", offer.number));
    round.expect(offer, 1);
    Ok(())
}

/// Two requests, each repeated: one of the two acts, and all its repetitions get its turn.
async fn two_ids_at_once(round: &mut Round, People { ada, .. }: &People, offers: &[Offer]) -> io::Result<()> {
    for offer in offers {
        let two = [(); 2].map(|()| post(ada, &offer.click_as(&new_id())));
        let clicks: Vec<_> = two.iter().cycle().take(AT_ONCE).cloned().collect();
        let kind = "at once: two ids by turns";
        let answers = round.try_all(kind, &clicks, &["ok", "in_progress", "already_done"]).await?;
        let mut turns: Vec<_> = answers.iter().filter_map(turn_of).collect();
        turns.sort();
        turns.dedup();
        let wrong = || format!("{kind}: {} turns came of offer {}", turns.len(), offer.number);
        round.tally.check(turns.len() == 1, wrong);
        round.expect(offer, 1);
    }
    Ok(())
}

async fn holds_at_once(
    round: &mut Round,
    People { ada, .. }: &People,
    same_id: &[Offer],
    without_id: &[Offer],
) -> io::Result<()> {
    for offer in same_id {
        let clicks = vec![post(ada, &offer.click_as(&new_id())); AT_ONCE];
        all_get_one_turn(round, "at once: not `once`, with the same id", offer, &clicks).await?;
    }
    for offer in without_id {
        let clicks = vec![post(ada, &offer.click()); AT_ONCE];
        // A thread may run only so many handlers at once.
        let kind = "at once: not `once`, without ids";
        let answers = round.try_all(kind, &clicks, &["ok", "too_many_requests"]).await?;
        let accepted = answers.iter().filter(|answer| answer.code() == "ok").count();
        round.expect(offer, u32::try_from(accepted).unwrap_or(u32::MAX));
    }
    Ok(())
}

/// Clients that hang up: the click acts once all the same, and whoever asks again learns what came of it.
async fn left(
    round: &mut Round,
    People { ada, .. }: &People,
    without_id: &[Offer],
    same_id: &[Offer],
) -> io::Result<()> {
    for offer in without_id {
        let click = post(ada, &offer.click());
        round.send_and_leave("left: without an id", &click).await?;
        // Clicks of clients that have gone may come after this one.
        let codes = ["ok", "in_progress", "already_done"];
        while round.try_all("left: and asked again", std::slice::from_ref(&click), &codes).await?[0].code()
            == "in_progress"
        {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        round.expect(offer, 1);
    }
    for offer in same_id {
        let click = post(ada, &offer.click_as(&new_id()));
        round.send_and_leave("left: with an id", &click).await?;
        // On a connection of its own, which no click that was left has been on.
        let answer = Client::new(round.address).send(&click).await?;
        round.tally.tried("left: and asked again", &answer, &["ok"]);
        round.expect(offer, 1);
    }
    Ok(())
}
