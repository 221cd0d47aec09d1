namespace ClinicOps.Intake.Contracts;

/// <summary>
/// What the register of patients answers to whoever has to find the person a document speaks of. Reads only.
/// Answers carry patient text: the caller neither logs nor stores them beyond the review list it shows.
/// Persons merged into another are left out; the surviving record answers with all their names and numbers.
/// Access classes do not narrow these answers: uniqueness among all registered can only be judged over all.
/// </summary>
public interface IPatientRegister
{
    /// <summary>
    /// Every registered person who might be meant. A person is a candidate when one of these holds:
    /// <list type="bullet">
    /// <item>the MRN equals one of <see cref="MatchQuery.Mrns"/>, a member id one of <see cref="MatchQuery.MemberIds"/>,
    /// or a phone one of <see cref="MatchQuery.Phones"/>;</item>
    /// <item>the birth date equals one of <see cref="MatchQuery.BirthDates"/>;</item>
    /// <item>the birth date equals one of <see cref="MatchQuery.NearBirthDates"/>, and any name of the person
    /// (current, former, preferred) shares with any asked name the <see cref="NameKeys.Sound"/> of a last name part
    /// or the <see cref="NameKeys.Key"/> of the first name;</item>
    /// <item>any name of the person has an asked pair of keys;</item>
    /// <item>any name of the person is like an asked <see cref="NamePair"/>: a last name part with the same <see cref="NameKeys.Sound"/> (or a trigram similarity
    /// of the whole last key of at least 0.5), and a first name with the same first letter: of these, where nothing else picks them, the forty most alike.</item>
    /// </list>
    /// Within one call at most <see cref="MatchQuery.Limit"/> persons; those with an exact birth date, MRN or equal pair of
    /// name keys come first, and <see cref="CandidateSet.Truncated"/> says when others were left out whom more than a like name picks:
    /// who has neither the birth date, nor one a slip off, nor the very name, nor a number, is not the person meant.
    /// </summary>
    Task<CandidateSet> FindCandidates(MatchQuery query, CancellationToken cancel);

    /// <summary>
    /// The registered persons with a name (current, former or preferred) whose key pair equals one of the given.
    /// A name gives the pairs of each of <see cref="NameKeys.LastKeys"/> with each of <see cref="NameKeys.FirstKeys"/>.
    /// The caller sends the adjacent word pairs of a document, in both orders; expect some thousands.
    /// </summary>
    Task<IReadOnlyList<NamedPerson>> NamedIn(IReadOnlyList<NamePair> pairs, CancellationToken cancel);

    /// <summary>How current and how large the register is.</summary>
    Task<RegisterState> State(CancellationToken cancel);
}

/// <summary>A first and a last name as <see cref="NameKeys.Key"/> makes them. Either may be empty: then it fits nothing.</summary>
public sealed record NamePair(string First, string Last);

/// <summary>What was read about the person sought. Empty lists ask nothing.</summary>
/// <param name="Names">Keys of the names as written, already widened by nicknames (see <see cref="Nicknames"/>).</param>
/// <param name="BirthDates">Birth dates as read, every reading of an ambiguous one.</param>
/// <param name="NearBirthDates">Dates with day and month exchanged or one digit off: see <see cref="BirthDates.Near"/>.</param>
/// <param name="Phones">Ten digits each.</param>
/// <param name="MemberIds">As <see cref="NameKeys.Number"/> makes them.</param>
/// <param name="Mrns">As <see cref="NameKeys.Number"/> makes them.</param>
/// <param name="Limit">Most persons to return.</param>
public sealed record MatchQuery(
    IReadOnlyList<NamePair> Names,
    IReadOnlyList<DateOnly> BirthDates,
    IReadOnlyList<DateOnly> NearBirthDates,
    IReadOnlyList<string> Phones,
    IReadOnlyList<string> MemberIds,
    IReadOnlyList<string> Mrns,
    int Limit = 200);

/// <param name="Truncated">More persons fit than the limit let through: nobody may be called the only fit.</param>
public sealed record CandidateSet(IReadOnlyList<PatientCandidate> Patients, bool Truncated);

/// <summary>One registered person, with everything a match is judged by.</summary>
/// <param name="BirthDate">Null when it was never recorded.</param>
/// <param name="Sex">"F", "M", "X", or empty when unknown.</param>
/// <param name="Phones">Ten digits each, of the patient's own record.</param>
public sealed record PatientCandidate(
    Guid PatientId,
    string Mrn,
    IReadOnlyList<RegisteredName> Names,
    DateOnly? BirthDate,
    string Sex,
    IReadOnlyList<string> Phones,
    IReadOnlyList<RegisteredAddress> Addresses,
    IReadOnlyList<RegisteredMemberId> MemberIds)
{
    /// <summary>How many registered patients have the same birth date, this one included; 0 where it was not counted.</summary>
    public int BirthDateBearers { get; init; }

    /// <summary>Records that were merged into this person's: what they say is as much the person's as what this one says.</summary>
    public IReadOnlyList<MergedRecord> Merged { get; init; } = [];

    public IEnumerable<DateOnly> BirthDates => Merged.Select(record => record.BirthDate).Prepend(BirthDate).OfType<DateOnly>();

    /// <summary>Those that were recorded.</summary>
    public IEnumerable<string> Sexes => Merged.Select(record => record.Sex).Prepend(Sex).Where(sex => sex.Length > 0);

    public IEnumerable<string> Mrns => Merged.Select(record => record.Mrn).Prepend(Mrn);
}

/// <param name="Sex">As <see cref="PatientCandidate"/> has it.</param>
public sealed record MergedRecord(string Mrn, DateOnly? BirthDate, string Sex);

/// <summary>A name as registered, with the suffix taken out of the last name (<see cref="NameKeys.SplitSuffix"/>).</summary>
/// <param name="Suffix">"jr", "sr", "ii", "iii", "iv", "v", or empty.</param>
/// <param name="FirstNameBearers">How many registered patients have a current first name with the same key, this one included; in a large register as counted within the hour.</param>
/// <param name="LastNameBearers">How many registered patients have a current last name with the same whole key, this one included.</param>
public sealed record RegisteredName(
    string First,
    string Middle,
    string Last,
    string Suffix,
    NameKind Kind,
    int FirstNameBearers,
    int LastNameBearers);

public enum NameKind
{
    /// <summary>The legal name of today.</summary>
    Current,

    /// <summary>A recorded earlier legal name: as good as the current one.</summary>
    Former,

    /// <summary>The name the patient goes by, if recorded: a nickname, not a full name.</summary>
    Preferred,
}

public sealed record RegisteredAddress(string Line, string City, string State, string Zip);

/// <param name="MemberId">As <see cref="NameKeys.Number"/> makes it.</param>
/// <param name="HolderFirst">First name of the subscriber; empty when the patient is the holder or nobody is recorded.</param>
/// <param name="HolderLast">Last name of the subscriber; empty likewise.</param>
/// <param name="SharedBy">How many registered patients carry this member id, this one included.</param>
public sealed record RegisteredMemberId(string MemberId, string HolderFirst, string HolderLast, int SharedBy);

/// <summary>A registered person whose name stands on a page.</summary>
/// <param name="Pair">The asked pair that fitted.</param>
public sealed record NamedPerson(Guid PatientId, NamePair Pair);

/// <param name="LastRefreshedAt">When the register was last imported or synchronised; where it never was, last edited by hand (UTC); null if never.</param>
public sealed record RegisterState(DateTimeOffset? LastRefreshedAt, int PatientCount);
