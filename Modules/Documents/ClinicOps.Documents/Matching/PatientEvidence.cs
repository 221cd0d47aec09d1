using ClinicOps.Documents.Reading;

namespace ClinicOps.Documents.Matching;

/// <summary>Where a value was read, and how well.</summary>
/// <param name="Page">Number in the transmission, from 1.</param>
/// <param name="Confidence">Of the worst of its words, 0 to 100.</param>
/// <param name="Rule">The rule that found it, in plain words for the person who checks.</param>
internal sealed record Place(int Page, Box Box, float Confidence, string Rule);

/// <summary>A person's name as it stands on the page, taken apart.</summary>
/// <param name="Suffix">"jr", "sr", "ii", ... or empty.</param>
/// <param name="Nickname">What stands in quotes or parentheses; empty when nothing does.</param>
/// <param name="OrderIsPlain">False when neither a comma nor the usual order says which word is the last name.</param>
internal sealed record WrittenName(string Text, string First, string Middle, string Last, string Suffix, string Nickname, bool OrderIsPlain);

internal sealed record NameRead(WrittenName Name, Place Place);

/// <summary>A birth date as read.</summary>
/// <param name="Date">The reading US custom gives: month first, and the century that is not in the future.</param>
/// <param name="OtherReadings">Other equally possible readings: the other century of a two-digit year, or day first where the
/// document's other dates are written so.</param>
/// <param name="DayAndMonthCouldSwap">Both numbers are at most 12 and differ: the date with day and month exchanged exists.</param>
/// <param name="Repaired">Letters were taken for digits (O for 0, l for 1).</param>
/// <param name="Below">The role of who is named right above it, and not the patient ("guarantor"): it may be theirs. Empty when the patient is, or nobody.</param>
internal sealed record BirthDateRead(
    DateOnly Date,
    IReadOnlyList<DateOnly> OtherReadings,
    bool DayAndMonthCouldSwap,
    bool Repaired,
    Place Place,
    string Below = "");

/// <summary>A name beside a date or a record number, without a label of its own, at the head or the foot of a page ("ROSSI, ELENA   06/20/1990"): whose the page is. It identifies nobody; it may contradict.</summary>
/// <param name="Born">Null where a record number stands beside the name, and no date.</param>
/// <param name="DateUnread">A date stands beside it, and could not be read.</param>
/// <param name="NameUnread">Only the date counts: the name was read broken.</param>
internal sealed record HeadRead(NameRead Name, BirthDateRead? Born, bool DateUnread = false, bool NameUnread = false);

/// <summary>Why a paper that names somebody where patients are named may be nobody's, or another's. Recorded: never rename one.</summary>
internal enum PatientDoubt
{
    /// <summary>It names a member or an employee, and speaks of a dependant or somebody of the family.</summary>
    OfFamily,

    /// <summary>It names an employee, an applicant, a practitioner, and speaks of employment.</summary>
    OfStaff,

    /// <summary>It names somebody else of the patient's last name, or with another birth date, in no role.</summary>
    OfAnother,
}

/// <summary>A value in comparable form: a sex as F, M or X; a number as <c>NameKeys.Number</c> or <c>NameKeys.Phone</c>
/// makes it; an address as written.</summary>
internal sealed record ValueRead(string Value, Place Place);

/// <summary>Somebody on the page who is labelled as other than the patient.</summary>
/// <param name="Role">Plain word: "guarantor", "provider", "emergency contact", ...</param>
internal sealed record OtherPerson(string Role, NameRead Name);

/// <summary>Two words that may be somebody's first and last name, anywhere on the document, as keys.</summary>
/// <param name="InRole">They stand where a role other than the patient's is labelled.</param>
/// <param name="Whole">No name stands before them: they are not the end of a longer one.</param>
internal sealed record NameMention(string First, string Last, bool InRole, Place Place, bool Whole = false);

/// <summary>
/// All that a document says about whom it concerns, before the register is asked. It is stored with the document and
/// judged again whenever the register changes; reading is never repeated for that.
/// </summary>
/// <param name="Names">Names in the patient's place, best read first.</param>
/// <param name="OtherPeople">Persons labelled in another role; never the patient.</param>
/// <param name="Mentions">Every pair of words that could be a registered person's name.</param>
/// <param name="LeastPageConfidence">Mean word confidence of the worst page, 0 to 100; 0 where what says whose it is was crossed out.</param>
/// <param name="MostUncoveredInk">Share (0 to 1) of ink no word covers, on the worst page.</param>
/// <param name="Heads">Names and dates without labels at heads and feet of pages; null where it was read before they were.</param>
/// <param name="Doubt">Null where there is none.</param>
/// <param name="HeadNumbers">Numbers without a label at heads and feet of pages that say nothing else of whose they are; null where it was read before they were.</param>
/// <param name="MayBeTwo">A page after its first looks as if another document began there, or its first is the second page of a paper: somebody else's may lie in it.</param>
internal sealed record PatientEvidence(
    IReadOnlyList<NameRead> Names,
    IReadOnlyList<BirthDateRead> BirthDates,
    IReadOnlyList<ValueRead> Sexes,
    IReadOnlyList<ValueRead> Mrns,
    IReadOnlyList<ValueRead> MemberIds,
    IReadOnlyList<ValueRead> Phones,
    IReadOnlyList<ValueRead> Addresses,
    IReadOnlyList<OtherPerson> OtherPeople,
    IReadOnlyList<NameMention> Mentions,
    float LeastPageConfidence,
    double MostUncoveredInk,
    bool? MayBeTwo = null,
    IReadOnlyList<HeadRead>? Heads = null,
    PatientDoubt? Doubt = null,
    IReadOnlyList<ValueRead>? HeadNumbers = null);
