//! What a server, a thread and a turn take of the memory.

use std::io;

use chatwidgets_benchmarks::case::Case;
use chatwidgets_benchmarks::contest::{Contestant, Length};
use chatwidgets_benchmarks::cores::{Cores, Place};
use chatwidgets_benchmarks::interval::Interval;
use chatwidgets_benchmarks::service::Side;
use chatwidgets_benchmarks::serving::Served;

use crate::finding::Finding;

/// How many processes of each side are looked at.
const PROCESSES: usize = 21;

pub(crate) async fn measure(cores: Cores) -> io::Result<Vec<Finding>> {
    let of_process = &format!("memory of a process with 1 worker after its first answer, the median of {PROCESSES}");
    let (few, own) = process(Side::Framework(10), cores).await?;
    let (many, own_of_many) = process(Side::Framework(1_000), cores).await?;
    let (by_hand, own_by_hand) = process(Side::Same, cores).await?;
    let shown = |mebibytes: f64| format!("{mebibytes:.2} MiB");
    let both = |all, own| format!("{}, {}", shown(all), shown(own));
    Ok(vec![
        Finding::below(&format!("{of_process}: 10 actions"), shown(few), (few, 8.0), "MiB"),
        Finding::told("of that, without the program's code".to_owned(), shown(own)),
        Finding::told("with 1,000 actions, and without the code".to_owned(), both(many, own_of_many)),
        Finding::told("the service by hand, and without the code".to_owned(), both(by_hand, own_by_hand)),
        thread(cores).await?,
        turn(cores).await?,
    ])
}

/// In MiB, all and what is the process's own: medians, since the system maps a program's code in pieces around what is
/// touched of it, and where they begin is another place in each process. Until its first answer a process may have put
/// things off.
async fn process(side: Side, cores: Cores) -> io::Result<(f64, f64)> {
    let (mut all, mut own) = (Vec::new(), Vec::new());
    for _ in 0..PROCESSES {
        let idle = Contestant::start(Served::new(side, Case::Click), cores, Place::Apart, 1).await?;
        all.push(whole(idle.memory()?) / 1_048_576.0);
        own.push(whole(idle.own_memory()?) / 1_048_576.0);
    }
    let median = |values| Interval::of_median(values).map_or(f64::NAN, |interval| interval.median);
    Ok((median(all), median(own)))
}

async fn thread(cores: Cores) -> io::Result<Finding> {
    const THREADS: u32 = 1_000_000;
    let mut memory = [0, 0];
    for (threads, memory) in [1, THREADS].into_iter().zip(&mut memory) {
        let served = Served::new(Side::Framework(100), Case::Click).filled(threads.into(), 0);
        *memory = Contestant::start(served, cores, Place::Apart, 1).await?.memory()?;
    }
    let bytes = (whole(memory[1]) - whole(memory[0])) / f64::from(THREADS - 1);
    let what = format!("memory of an empty thread, of {THREADS}");
    Ok(Finding::below(&what, format!("{bytes:.0} bytes"), (bytes, 1024.0), "bytes"))
}

/// By requests, since a turn that came over HTTP may be kept in another way than one that was put into the store.
async fn turn(cores: Cores) -> io::Result<Finding> {
    const CONNECTIONS: u16 = 64;
    let served = Served::new(Side::Framework(100), Case::Feedback);
    let mut contestant = Contestant::start(served, cores, Place::Apart, CONNECTIONS.into()).await?;
    contestant.burst(Length::Requests(20)).await?;
    let before = contestant.memory()?;
    let mut turns = 0;
    // Far from a power of two at the end, where lists that double have just grown or are just full.
    for _ in 0..6 {
        turns += contestant.burst(Length::Requests(500)).await?.requests;
    }
    let bytes = (whole(contestant.memory()?) - whole(before)) / f64::from(turns);
    let json = u32::try_from(contestant.last_body()).unwrap_or(u32::MAX);
    let measured = format!("{bytes:.0} bytes for {json} bytes of JSON");
    let what = format!("memory of a reply to the feedback form, of {turns}");
    Ok(Finding::below(&what, measured, (bytes, 2.0 * f64::from(json)), "bytes, twice its JSON"))
}

/// A number of bytes to calculate with; more than 4 GiB would lose what is below a page.
fn whole(bytes: u64) -> f64 {
    let pages = u32::try_from(bytes / 1024).unwrap_or(u32::MAX);
    f64::from(pages) * 1024.0
}
