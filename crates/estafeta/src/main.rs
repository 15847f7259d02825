//! Estafeta watches the news for what Russia and Latin America do to, with and about each other. This is the binary:
//! arguments in, one function per subcommand.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line prints; libraries may not")]

mod archive_command;
mod audit;
mod check;
mod cli;
mod config;
mod diff;
mod eval;
mod exit;
mod explain;
mod feeds;
mod input;
mod logs;
mod metrics;
mod mirror;
mod problem;
mod replay;
mod rules;
mod run;
mod schema;
mod seed_site;
mod signals;
mod sources;
mod stages;
mod subscribe;
mod tag;
mod terminal;
mod topics;
mod watchdog;

use std::io::IsTerminal as _;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Parser as _;
use tracing_subscriber::EnvFilter;

use crate::cli::{Cli, Command, RulesArgs};
use crate::config::Config;
use crate::exit::Exit;
use crate::problem::Problems;
use crate::rules::RuleSet;
use crate::signals::Stop;
use crate::terminal::Paint;

fn main() -> ExitCode {
    let cli = Cli::parse();
    log_to_stderr(cli.log_json);
    match dispatch(&cli) {
        Ok(exit) => exit.into(),
        Err(error) if exit::reader_went_away(&error) => Exit::Done.into(),
        Err(error) => {
            if error.is::<Problems>() {
                eprintln!("{error}");
            } else {
                eprintln!("estafeta: {error:#}");
            }
            exit::code_of(&error).into()
        }
    }
}

fn dispatch(cli: &Cli) -> Result<Exit> {
    let config = || Config::load(cli.config.as_deref());
    let paint = Paint::stdout(std::env::var_os("NO_COLOR").is_some());
    match &cli.command {
        Command::Run(args) => {
            // Before anything is read: a signal ends every later moment in order.
            let runtime = tokio::runtime::Runtime::new().context("start the runtime")?;
            let stop = Stop::on_signals(runtime.handle())?;
            run::run(args, config()?, announced(&args.rules)?, runtime, &stop)
        }
        Command::Check(args) => check::run(args, cli.config.as_deref()),
        Command::Subscribe(args) => {
            let runtime =
                tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
            let stop = Stop::on_signals(runtime.handle())?;
            subscribe::run(args, config, paint, &runtime, &stop)
        }
        Command::Mirror(args) => {
            let runtime =
                tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
            let stop = Stop::on_signals(runtime.handle())?;
            mirror::run(args, &config()?, &RuleSet::load(args.rules.rules.as_deref())?, &stop.flag)
        }
        Command::Replay(args) => {
            let runtime =
                tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
            let stop = Stop::on_signals(runtime.handle())?;
            replay::run(args, &config()?, announced(&args.rules)?, &stop)
        }
        Command::Diff(args) => diff::run(args, &config()?, paint),
        Command::Audit(args) => audit::run(args, &config()?),
        Command::Tag(args) => tag::run(args, &announced(&args.rules)?),
        Command::Explain(args) => explain::run(args, &config()?, &announced(&args.rules)?, paint),
        Command::Eval(args) => eval::run(args, &announced(&args.rules)?).map(|()| Exit::Done),
        Command::Feeds(command) => feeds::run(command, &config()?),
        Command::Archive(command) => archive_command::run(command, &config()?),
        Command::Topics(command) => topics::run(command, &config()?, &announced(command.rules())?),
        Command::Schema(args) => schema::run(args).map(|()| Exit::Done),
    }
}

/// Loads the rules and says on stderr which they are.
fn announced(args: &RulesArgs) -> Result<RuleSet> {
    let rules = RuleSet::load(args.rules.as_deref())?;
    rules.announce();
    Ok(rules)
}

fn log_to_stderr(json: bool) {
    let filter = EnvFilter::try_from_env("ESTAFETA_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    // Colours are for eyes: a journal and a file get plain text.
    let ansi = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let builder = builder.with_target(false).with_ansi(ansi);
    if json { builder.json().init() } else { builder.init() }
}
