using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;
using ClinicOps.Intake.Contracts;

namespace ClinicOps.Documents.Matching;

/// <summary>What the register said about one document's evidence.</summary>
/// <param name="NamedPeople">Registered persons whose names occur as word pairs on the document or its cover.</param>
internal sealed record RegisterAnswer(CandidateSet Candidates, IReadOnlyList<NamedPerson> NamedPeople, RegisterState State);

/// <summary>
/// The gate before automatic filing: the first safety rule of the house, clause by clause. Pure: the same evidence and
/// answer give the same decision, so it can be asked again inside the filing transaction and whenever the register changes.
/// </summary>
internal static class DecideFiling
{
    /// <param name="cover">What the covers of its transmission say; null where there are none.</param>
    /// <param name="weights">By which those are ranked whom a person is shown; null for points set by hand. They decide nothing.</param>
    public static FilingDecision For(
        PatientEvidence evidence, PatientEvidence? cover, DocumentType type, double typeConfidence, RegisterAnswer answer, GateOptions options, DateTimeOffset now, MatchWeights? weights = null)
    {
        var held = ScorePatients.Of(evidence, answer.Candidates.Patients);
        FilingDecision.Review Review(ReviewReason reason, string words) =>
            new(reason, words, [.. (weights is null ? held.Where(h => h.Score > 0).Select(h => h.Ranked) : weights.Rank(held, answer.State.PatientCount)).Take(options.Ranked)]);

        if (BeforeAnybody(evidence, type, typeConfidence, answer, options, now) is { } early)
        {
            return Review(early.Reason, early.Words);
        }

        var (chosen, reason, words) = OnlyFit(evidence, held);
        return chosen is null ? Review(reason, words)
            : Objection(evidence, chosen, held, answer, options) is { } objection ? Review(objection.Reason, objection.Words)
            : cover is not null && CoverOfAnother.Objection(cover, chosen, answer.NamedPeople, options) is { } other ? Review(ReviewReason.CoverNamesAnother, other)
            : new FilingDecision.Auto(chosen.Person.PatientId, [.. chosen.Reasons.Where(r => r.Points > 0)]);
    }

    private static (ReviewReason Reason, string Words)? BeforeAnybody(
        PatientEvidence evidence, DocumentType type, double typeConfidence, RegisterAnswer answer, GateOptions options, DateTimeOffset now)
    {
        if (type == DocumentType.JunkFax)
        {
            return (ReviewReason.Junk, "It looks like an advertisement.");
        }

        if (type == DocumentType.AboutNoPatient)
        {
            return (ReviewReason.AboutNoPatient, "It looks like business of the practice, about no patient.");
        }

        if (type == DocumentType.Misdirected)
        {
            return (ReviewReason.Misdirected, "It looks as if it is addressed to another practice.");
        }

        if (type == DocumentType.Unsure || typeConfidence < options.TypeConfidence)
        {
            return (ReviewReason.UnsureType, "The kind of document could not be told for sure.");
        }

        if (evidence.LeastPageConfidence < options.PageConfidence || evidence.MostUncoveredInk > options.UncoveredInk)
        {
            return (ReviewReason.PoorlyRead, "A page could not be read well enough.");
        }

        if (evidence.MayBeTwo == true)
        {
            return (ReviewReason.MayBeTwo, "Whether its pages belong together, and all of them are here, could not be told for sure.");
        }

        if (answer.State.LastRefreshedAt is not { } refreshed || now - refreshed > options.RegisterMayBeOld)
        {
            return (ReviewReason.RegisterPaused, "Automatic filing is paused: the patient register was not refreshed lately.");
        }

        if (evidence.Names.Count == 0)
        {
            return (ReviewReason.NoName, "No patient name was found where the document names its patient.");
        }

        if (evidence.BirthDates.Count == 0)
        {
            return (ReviewReason.NoBirthDate, "No birth date was found where the document names its patient.");
        }

        if (evidence.Doubt is { } doubt and not PatientDoubt.OfAnother)
        {
            return doubt == PatientDoubt.OfStaff
                ? (ReviewReason.AboutNoPatient, "It names somebody as an employer does, and no patient.")
                : (ReviewReason.TwoNames, "It names a member or an employee and speaks of somebody of the family: whose paper it is cannot be told.");
        }

        return answer.Candidates.Truncated || evidence.Mentions.Count >= NameMentions.Most
            ? (ReviewReason.TooManyCandidates, "Too many people come into question, or are named on it, to be sure of one.")
            : null;
    }

    /// <summary>The one person whom name and birth date fit without a contradiction, or why there is none.</summary>
    private static (HeldAgainst? Person, ReviewReason Reason, string Words) OnlyFit(PatientEvidence evidence, IReadOnlyList<HeldAgainst> held)
    {
        var named = held.Where(h => h.Name.Strength > NameStrength.None).ToList();
        var fitting = named.Where(h => h.BirthDateFits).ToList();
        var clean = fitting.Where(h => !h.Contradicted).ToList();

        // Beside an exact fit, somebody a reading slip away is a look-alike (asked for later), not a second fit.
        var best = clean.Where(h => h.Name.Strength == NameStrength.Full).ToList() is { Count: > 0 } full
            ? [.. full, .. clean.Where(h => h.Name.Strength is NameStrength.Half or NameStrength.Initial)]
            : clean;
        return best switch
        {
            [var one] => (one, default, ""),
            { Count: > 1 } => (null, ReviewReason.Ambiguous, "More than one registered person fits."),
            _ when fitting.Count > 0 => Contradiction(fitting[0]),
            _ when named.Exists(h => h.Name.Strength >= NameStrength.Half) => (null, ReviewReason.BirthDateDiffers, "The name is registered, but with another birth date."),
            _ when held.Any(h => h.BirthDateFits && h.Supports.Count > 0) => (null, ReviewReason.NameDiffers, "Birth date and other fields fit a registered person, but the name differs."),
            _ => (null, ReviewReason.NotRegistered, "Nobody registered fits the name and the birth date."),
        };
    }

    private static (HeldAgainst? Person, ReviewReason Reason, string Words) Contradiction(HeldAgainst held) => held switch
    {
        { Name.SuffixDiffers: true } => (null, ReviewReason.SuffixDiffers, "The suffix (Jr, Sr, III) differs from the register."),
        { SexDiffers: true } => (null, ReviewReason.SexDiffers, "The sex differs from the register."),
        { MrnDiffers: true } => (null, ReviewReason.MrnDiffers, "The MRN on the page is not this patient's."),
        _ => (null, ReviewReason.MiddleNameDiffers, "The middle name or initial differs from the register."),
    };

    private static (ReviewReason Reason, string Words)? Objection(
        PatientEvidence evidence, HeldAgainst chosen, IReadOnlyList<HeldAgainst> held, RegisterAnswer answer, GateOptions options)
    {
        var others = held.Where(h => h.Person.PatientId != chosen.Person.PatientId).ToList();
        if (evidence.BirthDates.Any(d => !ScorePatients.Fits(d, chosen.Person)))
        {
            return (ReviewReason.TwoBirthDates, "Different birth dates stand where the document names its patient.");
        }

        if (evidence.Names.Any(n => IsOfAnother(n, chosen, others, options)))
        {
            return (ReviewReason.TwoNames, "Different names stand where the document names its patient.");
        }

        if (evidence.Names.Any(n => NameFit.Of(n.Name, chosen.Person).Strength == NameStrength.Initial && evidence.Mrns.All(m => m.Place.Page != n.Place.Page)
            && (chosen.Name.Strength == NameStrength.Full || evidence.BirthDates.All(d => d.Place.Page != n.Place.Page))))
        {
            return (ReviewReason.TwoNames, "A page names its patient by an initial alone, which may be a twin's or another's of the family.");
        }

        if (evidence.BirthDates.Any(d => IsNamelessPage(d.Place.Page, evidence, chosen)))
        {
            return (ReviewReason.TwoNames, "A page has the patient's birth date, and no name that could be read: it may be a twin's.");
        }

        if (!chosen.ThirdIdentifier && chosen.Name.Strength == NameStrength.Full && evidence.Names.Any(n => HasUnknownMiddle(n.Name, chosen.Person)))
        {
            return (ReviewReason.MiddleNameDiffers, "A second given name stands on the page that the register does not know: it may be a twin's, of whom \"and\" was lost.");
        }

        if (evidence.Names.Any(IsFurther) && evidence.Names.Any(n => NameFit.Of(n.Name, chosen.Person).Strength < NameStrength.Full))
        {
            return (ReviewReason.TwoNames, "Two names stand where the document names its patient, and one of them may be somebody else's.");
        }

        if (evidence.Heads?.Any(h => h.DateUnread || (!h.NameUnread && IsOfAnother(h.Name, chosen, others, options)) || (h.Born is { } born && !ScorePatients.Fits(born, chosen.Person))) == true)
        {
            return (ReviewReason.TwoNames, "The head or foot of a page, or who signed it, names somebody else.");
        }

        if (others.Exists(o => o.Name.Strength >= NameStrength.Half) && evidence.Names.Min(n => n.Place.Page) is var firstNamed && evidence.BirthDates.All(d => d.Place.Page > firstNamed)
            && !chosen.Reasons.Any(r => r.Level is MatchLevel.MrnAgrees or MatchLevel.MemberOfOne or MatchLevel.Phone or MatchLevel.Address && r.Place?.Page == firstNamed))
        {
            return (ReviewReason.NoBirthDate, "The page that first names the patient has no birth date that could be read; that of a later page may be the namesake's.");
        }

        if (!chosen.NumberIdentifies && DateMayBeOfAnother(evidence, chosen))
        {
            return (ReviewReason.NoBirthDate, "The only birth date stands below somebody else of a like name, and may be theirs.");
        }

        if (HasOtherNumbers(evidence) || evidence.HeadNumbers?.Any(n => IsRecordOfAnother(n, chosen)) == true)
        {
            return (ReviewReason.MrnDiffers, "Two pages show different record numbers of one kind.");
        }

        if (evidence.MemberIds.FirstOrDefault(m => IsMemberIdOfAnother(m, evidence, chosen, others)) is not null)
        {
            return (ReviewReason.MemberIdOfAnother, "The member id is registered for somebody else.");
        }

        if (HasSuffixOfAnother(evidence, chosen, others))
        {
            return (ReviewReason.SuffixDiffers, "The suffix (Jr, Sr, III) on the page is that of another registered person of this name.");
        }

        if (evidence.Mrns.Any(m => others.Exists(o => o.Person.Mrns.Any(mrn => NameKeys.Number(mrn) == m.Value))))
        {
            return (ReviewReason.MrnDiffers, "The MRN on the page is another patient's.");
        }

        if (chosen.Name.Strength == NameStrength.Half && !chosen.NumberIdentifies && (IsCalledLikeOthers(evidence, chosen) || evidence.Names.Any(n => IsMiddleName(n.Name, chosen.Person))))
        {
            return (ReviewReason.NeedsThirdIdentifier, "What the page calls the patient is short for several names, or a middle name, which may be that of the father or the son: what a family shares (phone, address, member id) does not tell whose.");
        }

        if (chosen.Name.Strength < NameStrength.Full
            && !(chosen.Name.Strength is NameStrength.Initial or NameStrength.Slip ? chosen.NumberIdentifies : chosen.ThirdIdentifier))
        {
            return (ReviewReason.NeedsThirdIdentifier, "A nickname, half name or misread name needs a third identifier (MRN, member id, or phone with address).");
        }

        if (chosen.Name.Strength == NameStrength.Slip && evidence.Names.Any(n => (n.Place.Confidence >= options.LookAlikeWordConfidence || IsTwoSlips(n.Name, chosen.Person)) && IsOtherFirstName(n.Name, chosen.Person)))
        {
            return (ReviewReason.NameDiffers, "The first name is two letters off, or one and was read well: it may be a twin's, whatever the number says.");
        }

        return CommonName(chosen, answer.State, options)
            ?? LookAlike(evidence, chosen, others, options)
            ?? AnotherNamed(evidence, chosen, answer.NamedPeople)
            ?? NearlyNamed(evidence, chosen, options)
            ?? (evidence.Doubt == PatientDoubt.OfAnother ? (ReviewReason.AnotherPersonNamed, "Somebody else of the patient's last name, or with another birth date, is named in no role.") : null);
    }

    /// <summary>
    /// A second name is allowed to be a lesser form of the first, as long as it is nobody else's full name, and does not stand beside it as another's
    /// does ("Jean and Joan Smith"). One letter off is a
    /// misreading only where it was read badly: read well, it is a twin's name.
    /// </summary>
    private static bool IsOfAnother(NameRead read, HeldAgainst chosen, List<HeldAgainst> others, GateOptions options)
    {
        var mine = NameFit.Of(read.Name, chosen.Person);
        return mine.Strength == NameStrength.None
            || (mine.Strength < NameStrength.Full && IsFurther(read))
            || (chosen.Name.Strength == NameStrength.Full && IsMiddleName(read.Name, chosen.Person))
            || (mine.Strength == NameStrength.Slip && IsNoMisreading(read.Name, chosen.Person))
            || (mine.Strength == NameStrength.Slip && chosen.Name.Strength > NameStrength.Slip && (read.Place.Confidence >= options.LookAlikeWordConfidence || IsTwoSlips(read.Name, chosen.Person)))
            || (mine.Strength < NameStrength.Full && others.Exists(o => NameFit.Of(read.Name, o.Person).Strength == NameStrength.Full));
    }

    /// <summary>Nobody is named on it in the patient's place, at its head or by the patient's number.</summary>
    private static bool IsNamelessPage(int page, PatientEvidence evidence, HeldAgainst chosen) =>
        evidence.Names.All(n => n.Place.Page != page) && evidence.Heads?.Any(h => h.Name.Place.Page == page) != true
        && !evidence.Mrns.Any(m => m.Place.Page == page && chosen.Person.Mrns.Any(mrn => NameKeys.Number(mrn) == m.Value));

    /// <summary>"Brown, Samuel Samantha", of whom the register knows no middle name.</summary>
    private static bool HasUnknownMiddle(WrittenName written, PatientCandidate person) =>
        NameKeys.Parts(written.Middle).Any(part => part.Length >= 3 && NameKeys.Suffix(part).Length == 0 && !WrittenNames.IsParticle(part)
            && !person.Names.Any(n => NameKeys.Parts(n.Middle).Any(known => Phrases.Distance(known, part, 1) <= 1 || (known.Length == 1 && known[0] == part[0]))
                || NameKeys.Parts($"{n.First} {n.Last}").Append(NameKeys.Key(n.First)).Append(NameKeys.Key(n.Last)).Any(known => known.Contains(part, StringComparison.Ordinal))));

    private static bool IsFurther(NameRead read) => read.Place.Rule.StartsWith("further name", StringComparison.Ordinal);

    /// <summary>"Christjna" beside "Christine": two letters of a first name are rather a twin's than one name misread twice.</summary>
    private static bool IsTwoSlips(WrittenName written, PatientCandidate person) =>
        !person.Names.Any(n => NameKeys.Key(n.First) is var first && (Phrases.Distance(NameKeys.Key(written.First), first, 1) <= 1 || Phrases.Distance(NameKeys.Key(written.Last), first, 1) <= 1));

    /// <summary>"Jaylen" was never printed "Jayden": however badly the line was read, it is a twin's name, or one that somebody mistyped.</summary>
    private static bool IsNoMisreading(WrittenName written, PatientCandidate person) =>
        !person.Names.SelectMany(n => NameKeys.FirstKeys(n.First)).Any(first => Misreading.Of(NameKeys.Key(written.First), first) || Misreading.Of(NameKeys.Key(written.Last), first));

    private static bool IsOtherFirstName(WrittenName written, PatientCandidate person) =>
        !person.Names.Any(n => NameKeys.Key(n.First) is var first && (first == NameKeys.Key(written.First) || first == NameKeys.Key(written.Last)));

    /// <summary>"James Abbott" on a paper of Victor James Abbott: a son has his father's name in the middle.</summary>
    private static bool IsMiddleName(WrittenName written, PatientCandidate person) =>
        NameKeys.Key(written.First) is { Length: > 1 } first
        && person.Names.Any(n => NameKeys.Key(n.Middle) == first) && !person.Names.Any(n => NameKeys.FirstKeys(n.First).Contains(first));

    private static bool IsOnlyMiddle(string key, PatientEvidence evidence, PatientCandidate person) =>
        person.Names.Any(n => NameKeys.Key(n.Middle) == key) && !person.Names.Any(n => NameKeys.FirstKeys(n.First).Contains(key)) && !evidence.Names.Any(n => NameKeys.FirstKeys(n.Name.First).Contains(key));

    /// <summary>"Guarantor: Victor Abbott, DOB: ..." on a paper of Victor Abbott without a birth date of its own: that is the father's.</summary>
    private static bool DateMayBeOfAnother(PatientEvidence evidence, HeldAgainst chosen) =>
        evidence.BirthDates.Where(d => ScorePatients.Fits(d, chosen.Person)).All(d => d.Below.Length > 0)
        && (evidence.OtherPeople.Any(o => evidence.BirthDates.Any(d => d.Below == o.Role) && o.Name.Name.Text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Any(word => chosen.Person.Names.Any(n => NameKeys.FirstKeys(n.First).Contains(NameKeys.Key(word))))) || evidence.BirthDates.Any(d => d.Below.Length > 0 && !evidence.OtherPeople.Any(o => o.Role == d.Below)) || evidence.OtherPeople.Any(o => (o.Role is not ("provider" or "correspondent" or "signer" or "employer") || evidence.BirthDates.Any(d => d.Below == o.Role)) && (NameFit.Of(o.Name.Name, chosen.Person).Strength > NameStrength.None || chosen.Person.Names.Any(n => NameKeys.LastKeys(n.Last).Intersect(NameKeys.LastKeys(o.Name.Name.Last)).Any()))));

    /// <summary>Numbers of one form on pages of their own: a page of another lies among them, though it says no more. Badly read, two that are nearly one are one.</summary>
    private static bool HasOtherNumbers(PatientEvidence evidence)
    {
        return evidence.Mrns.Any(one => evidence.Mrns.Any(two => one.Place.Page != two.Place.Page && ScorePatients.Form(one.Value) == ScorePatients.Form(two.Value) && IsOther(one, two)
            && !evidence.Mrns.Any(m => (m.Place.Page == two.Place.Page && !IsOther(m, one)) || (m.Place.Page == one.Place.Page && !IsOther(m, two)))));

        static bool IsOther(ValueRead one, ValueRead two) => one.Value != two.Value
            && (Math.Min(one.Place.Confidence, two.Place.Confidence) >= PageText.WellRead || Phrases.Distance(one.Value, two.Value, 2) > 2);
    }

    /// <summary>A number at the head of a page that says nothing else has the form of this clinic's record numbers, and is not the patient's.</summary>
    private static bool IsRecordOfAnother(ValueRead number, HeldAgainst chosen) =>
        chosen.Person.Mrns.Any(mrn => ScorePatients.Form(NameKeys.Number(mrn)) == ScorePatients.Form(number.Value))
        && chosen.Person.Mrns.All(mrn => Phrases.Distance(NameKeys.Number(mrn), number.Value, 2) > (number.Place.Confidence >= PageText.WellRead ? 0 : 1));

    /// <summary>Samuel and Samantha are both called Sam.</summary>
    private static bool IsCalledLikeOthers(PatientEvidence evidence, HeldAgainst chosen) =>
        evidence.Names.Where(n => NameFit.Of(n.Name, chosen.Person).Strength == NameStrength.Half).SelectMany(n => new[] { NameKeys.Key(n.Name.First), n.Name.Nickname })
            .Any(called => called.Length > 1 && !chosen.Person.Names.Any(n => NameKeys.FirstKeys(n.First).Contains(called)) && Nicknames.FormalNames(called).Count > 1);

    /// <summary>The register often knows the suffix of only one of father and son: the page's may name the one it knows.</summary>
    private static bool HasSuffixOfAnother(PatientEvidence evidence, HeldAgainst chosen, List<HeldAgainst> others) =>
        evidence.Names.Any(n => n.Name.Suffix.Length > 0
            && !chosen.Person.Names.Any(c => c.Suffix == n.Name.Suffix)
            && others.Exists(o => o.Name.Strength >= NameStrength.Half && o.Person.Names.Any(r => r.Suffix == n.Name.Suffix)));

    private static bool IsMemberIdOfAnother(ValueRead id, PatientEvidence evidence, HeldAgainst chosen, List<HeldAgainst> others) =>
        !chosen.Person.MemberIds.Any(m => m.MemberId == id.Value)
        && others.Exists(o => o.Person.MemberIds.Any(m => m.MemberId == id.Value)
            && !evidence.OtherPeople.Any(p => NameFit.Of(p.Name.Name, o.Person).Strength == NameStrength.Full));

    private static (ReviewReason, string)? CommonName(HeldAgainst chosen, RegisterState state, GateOptions options)
    {
        if (chosen.ThirdIdentifier || chosen.Name.Registered is not { } name || chosen.Person.BirthDate is not { } date)
        {
            return null;
        }

        // A page that shows both another address and another phone speaks for a namesake: ten times as strict.
        var most = options.MostExpectedNamesakes / (chosen.AddressAndPhoneDiffer ? 10 : 1);
        return NamesakeChance.Expected(name, date, state, options.CatchmentPopulation) > most
            ? (ReviewReason.CommonName, "The name is so common that somebody not registered may be meant; a third identifier is missing.")
            : null;
    }

    private static (ReviewReason, string)? LookAlike(PatientEvidence evidence, HeldAgainst chosen, List<HeldAgainst> others, GateOptions options)
    {
        var date = evidence.BirthDates.MaxBy(d => d.Place.Confidence)!;
        var name = evidence.Names.Where(n => NameFit.Of(n.Name, chosen.Person).Strength == chosen.Name.Strength).Max(n => n.Place.Confidence);
        var alike = others.Where(o => IsLookAlike(o, chosen)).ToList();
        if (alike.Exists(o => date.DayAndMonthCouldSwap && o.Name.Strength > NameStrength.None && o.Person.BirthDates.Any(theirs => chosen.Person.BirthDates.Any(mine => IsSwapped(theirs, mine)))
            && !chosen.Supports.Except(o.Supports).Any()))
        {
            return (ReviewReason.LookAlikeSwappedDate, "A namesake has day and month of the birth date exchanged, and nothing else on the page tells the two apart.");
        }

        // However well it was read, it may have been written by a slip: somebody typed it once, and a system prints it since.
        if (alike.Exists(o => o.Name.Strength >= NameStrength.Half && o.BirthDateNear && !chosen.Supports.Except(o.Supports).Any()))
        {
            return (ReviewReason.LookAlikeNearDate, "A namesake's birth date is one slip away, and nothing else on the page tells the two apart.");
        }

        // Words read badly that are still exactly a registered person's, with a number of that person alone beside them, are no
        // misreading of somebody else's.
        var least = alike.Count > 0 ? options.LookAlikeWordConfidence
            : chosen is { NumberIdentifies: true, Name.Strength: NameStrength.Full or NameStrength.Half } ? 0
            : options.WordConfidence;
        return Math.Min(name, date.Place.Confidence) < least || (alike.Count > 0 && date.Repaired)
            ? alike.Count > 0
                ? (ReviewReason.LookAlikePoorlyRead, "A very similar person is registered, and the deciding words were not read surely enough.")
                : (ReviewReason.PoorlyRead, "The deciding words were not read surely enough.")
            : null;
    }

    /// <summary>Twins; the same name with another birth date; a name and a birth date each a slip away.</summary>
    private static bool IsLookAlike(HeldAgainst other, HeldAgainst chosen)
    {
        var sameFamily = chosen.Person.Names.Any(a => other.Person.Names.Any(b => NameKeys.LastKeys(a.Last).Intersect(NameKeys.LastKeys(b.Last)).Any()));
        return (other.BirthDateFits && (sameFamily || other.Name.Strength > NameStrength.None))
            || (other.BirthDateNear && other.Name.Strength > NameStrength.None)
            || other.Name.Strength >= NameStrength.Half;
    }

    private static bool IsSwapped(DateOnly a, DateOnly b) => a.Year == b.Year && a.Month == b.Day && a.Day == b.Month && a != b;

    private static (ReviewReason, string)? AnotherNamed(PatientEvidence evidence, HeldAgainst chosen, IReadOnlyList<NamedPerson> people)
    {
        var own = OwnPairs(evidence, chosen);

        // "Dennis Lee" on a paper of Jeremy Dennis Lee is his father, where it is no part of a longer name.
        var loose = evidence.Mentions.Where(m => !m.InRole && !(own.Contains(new(m.First, m.Last)) && !(m.Whole && IsOnlyMiddle(m.First, evidence, chosen.Person)))).Select(m => new NamePair(m.First, m.Last)).ToHashSet();
        return people.Any(p => p.PatientId != chosen.Person.PatientId && loose.Contains(p.Pair))
            ? (ReviewReason.AnotherPersonNamed, "Another registered person is named on the document.")
            : null;
    }

    /// <summary>
    /// "Adriana Wallace" in the text of a paper of Adrian Wallace: read well, it is a twin's name, whether or not that twin is registered.
    /// </summary>
    private static (ReviewReason, string)? NearlyNamed(PatientEvidence evidence, HeldAgainst chosen, GateOptions options)
    {
        var own = OwnPairs(evidence, chosen);
        var firsts = chosen.Person.Names.Select(n => NameKeys.Key(n.First)).Distinct().ToList();
        var lasts = chosen.Person.Names.SelectMany(n => NameKeys.LastKeys(n.Last)).ToHashSet();

        // Read about as well as the patient's own name: what is read worse may be that name, misread.
        var least = Math.Min(options.LookAlikeWordConfidence, evidence.Names.Max(n => n.Place.Confidence) - 10);
        return evidence.Mentions.Any(m => !m.InRole && m.Place.Confidence >= least && lasts.Contains(m.Last)
            && !own.Contains(new(m.First, m.Last)) && firsts.Exists(first => IsNearly(m.First, first)))
            ? (ReviewReason.AnotherPersonNamed, "A name very like the patient's, but another, is on the document.")
            : null;
    }

    /// <summary>The same with a letter more, less or other, and no other form of it.</summary>
    private static bool IsNearly(string read, string first) =>
        read != first && Math.Min(read.Length, first.Length) >= 3 && Phrases.Distance(read, first, 1) <= 1 && !Nicknames.SameAs(read).Contains(first);

    /// <summary>Word pairs that are the patient's own name, as written and as registered, in any order.</summary>
    private static HashSet<NamePair> OwnPairs(PatientEvidence evidence, HeldAgainst chosen)
    {
        var names = evidence.Names.Select(n => n.Name.Text).Concat(chosen.Person.Names.Select(n => $"{n.First} {n.Middle} {n.Last}"));
        return
        [
            .. from name in names
               let words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(w => NameKeys.LastKeys(w.Trim(',', '.'))).Concat(NameKeys.LastKeys(name)).Distinct().ToList()
               from first in words
               from last in words
               where first != last
               select new NamePair(first, last),
        ];
    }
}
