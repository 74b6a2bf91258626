//! Tariffs, what they cost on a file, and whether the figures of an offer come out again.

use std::io;

use pannier::{
    Error, MemoryScratch, Outcome as Verdict, Policy, Trust, Verified,
    bundle::Fault,
    document::{Offer, Received, authenticate},
    offer::{Shown, lines_digest, recompute},
    quote::{Answers, Basis, Comparison, Priced, Question, TariffFile, compare},
    report::{Code, Finding, Location, Stage},
    tariff::cost::{Exact, Remark, Totals},
    value::Date,
    verify,
};

use super::{documents::standing, judged, rejected};
use crate::{
    input::Input,
    price::{Commitment, Component, IfAlso, Price, Sum},
    vector::{Answer, Case},
};

/// What the library says of a tariff, plain or signed.
pub(super) fn tariff(case: &Case, trust: &Trust) -> Result<Answer, Fault> {
    let (now, accept_indeterminate) = (case.vector.now, case.vector.options.accept_indeterminate);
    let whose = |received| authenticate(received, trust, now, accept_indeterminate);
    let file = TariffFile::open(&case.file(&case.vector.input)?, "", now, whose);
    let issuer = file.signed_by.as_ref().map(standing);
    Ok(judged(&file.findings, Answer { issuer, ..Answer::default() }))
}

/// What the library says tariffs cost on a file.
pub(super) fn quote(case: &Case, trust: &Trust) -> Result<Answer, Fault> {
    let options = &case.vector.options;
    let verified = match verified(case, Input::read(case)?, trust)? {
        Ok(verified) => verified,
        Err(findings) => return Ok(rejected(&findings)),
    };
    let basis = Basis::verified(&[&verified], options.thing.as_deref()).map_err(failed)?;
    let answers = match &options.answers {
        None => Answers::default(),
        Some(name) => Answers::read(&case.file(name)?).map_err(|finding| Fault::Finding(Box::new(finding)))?,
    };
    let start = Date::parse(options.from.as_deref().unwrap_or_default()).map_err(io::Error::other)?;
    let mut question = Question::year_from(start, answers);
    question.horizon.start = start;
    let opened = |name: &String| -> io::Result<TariffFile> {
        let whose = |received| authenticate(received, trust, case.vector.now, options.accept_indeterminate);
        Ok(TariffFile::open(&case.file(name)?, name, case.vector.now, whose))
    };
    let tariffs: Vec<TariffFile> = options.tariffs.iter().map(opened).collect::<io::Result<_>>()?;
    let current = options.current.as_ref().map(|name| tariff_file(case, name)).transpose()?;
    let comparison = compare(&basis, &tariffs, current.as_ref(), &question);
    let figures = comparison.ranked.iter().chain(&comparison.others).filter_map(price);
    let answer = Answer { prices: Some(figures.collect()), ..Answer::default() };
    let mut findings = findings(&comparison);
    // Of what is refused the reasons are told, and not what only should be.
    if findings.iter().any(Finding::is_error) {
        findings.retain(Finding::is_error);
    }
    Ok(judged(&findings, answer))
}

/// What keeps the tariffs of a comparison from having a price, or their prices from being what is paid. What a tariff has
/// against it that is no error was said when it was read as one.
fn findings(comparison: &Comparison) -> Vec<Finding> {
    let refused = comparison.refused.iter().flat_map(|file| file.findings.iter().filter(|one| one.is_error()).cloned());
    let priced = comparison.ranked.iter().chain(&comparison.others);
    // What is left out of a figure without harm is no departure: a discount that is not modelled, a credit that is not shown.
    let departs = |remark: &&Remark| {
        matches!(remark.code, Code::QuoteMatchKnown | Code::QuoteSecondYear | Code::QuoteContractOnce)
    };
    let remarks =
        priced.flat_map(|priced| priced.quote.reasons.iter().chain(priced.quote.not_priced.iter().filter(departs)));
    let back_test = comparison.current.iter().filter_map(|current| current.back_test.as_ref()?.remark.as_ref());
    refused.chain(remarks.chain(back_test).map(finding)).collect()
}

fn finding(remark: &Remark) -> Finding {
    Finding::new(remark.code, Location::whole().at_pointer(&remark.clause), remark.text.clone())
}

fn price(priced: &Priced) -> Option<Price> {
    let quote = &priced.quote;
    let places = quote.currency.minor_digits().map_or(2, u32::from);
    let money = |exact: &Exact| exact.with_places(places);
    let sum = |totals: &Totals| Sum { gross: money(&totals.gross), net: money(&totals.net), tax: money(&totals.tax) };
    let component = |one: &pannier::tariff::cost::ComponentSum| Component {
        component: one.component.to_string(),
        gross: money(&one.gross),
    };
    let if_also = |one: &pannier::tariff::cost::IfAlso| IfAlso {
        components: one.components.iter().map(ToString::to_string).collect(),
        holds: one.holds,
        gross: money(&one.year_one),
    };
    Some(Price {
        tariff: quote.tariff.clone(),
        status: quote.status.as_str().to_owned(),
        grade: quote.grade.map(|grade| grade.as_str().to_owned()),
        year_one: Some(sum(quote.year_one.as_ref()?)),
        year_two: quote.year_two.as_ref().map(sum),
        commitment: quote
            .commitment
            .as_ref()
            .map(|total| Commitment { months: total.months, gross: money(&total.gross) }),
        leave_after_one_year: quote.leave_after_one_year.as_ref().map(money),
        switch_cost: quote.switch_cost.as_ref().map(money),
        if_also: Some(quote.if_also.iter().map(if_also).collect()),
        components: Some(quote.by_component.iter().map(component).collect()),
        lines: Some(lines_digest(quote).to_string()),
    })
}

/// What the library says of an offer that is computed again on the shares and by the tariffs of the vector.
pub(super) fn offer(case: &Case, trust: &Trust) -> Result<Answer, Fault> {
    let options = &case.vector.options;
    let received = Received::<Offer>::read(&case.file(&case.vector.input)?)?;
    let (document, sender) = authenticate(received, trust, case.vector.now, options.accept_indeterminate)?;
    document.check_time(case.vector.now)?;
    let mut shares = Vec::with_capacity(options.shares.len());
    for name in &options.shares {
        match verified(case, case.file(name)?, trust)? {
            Ok(share) => shares.push(share),
            Err(findings) => return Ok(rejected(&findings)),
        }
    }
    let shares: Vec<_> = shares.iter().collect();
    let shown = Shown::by(&shares, options.thing.as_deref()).map_err(failed)?;
    let tariffs: Vec<TariffFile> =
        options.tariffs.iter().map(|name| tariff_file(case, name)).collect::<io::Result<_>>()?;
    let tariff = tariffs.first().ok_or_else(|| io::Error::other("an offer without its tariff"))?;
    let findings = recompute(document.payload(), &shown, tariff, tariffs.get(1)).findings;
    Ok(judged(&findings, Answer { issuer: Some(standing(&sender)), ..Answer::default() }))
}

/// A file that verification accepts, or why it does not.
pub(super) fn verified<S: pannier::Source>(
    case: &Case,
    input: S,
    trust: &Trust,
) -> Result<Result<Verified<S>, Vec<Finding>>, Fault> {
    let policy = Policy { until: Stage::Rules, threads: 1, ..Policy::default() };
    let verification = verify(input, trust, &policy, case.vector.now, &MemoryScratch).map_err(failed)?;
    let verdict = verification.verdict();
    if matches!(verdict.outcome, Verdict::Rejected | Verdict::UnknownIssuer) {
        return Ok(Err(verdict.findings.clone()));
    }
    verification.accept().map(Ok).map_err(|error| Fault::Io(io::Error::other(error)))
}

pub(super) fn tariff_file(case: &Case, name: &str) -> io::Result<TariffFile> {
    Ok(TariffFile::read(&case.file(name)?, name, None))
}

pub(super) fn failed(error: Error) -> Fault {
    Fault::Io(io::Error::other(error))
}
