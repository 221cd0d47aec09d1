using System.Text.Json.Serialization;

namespace ClinicOps.Documents.Matching;

/// <summary>Why a document waits for a person. The names are recorded with the document; never rename one.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReviewReason>))]
internal enum ReviewReason
{
    Junk,
    UnsureType,

    /// <summary>Business of the practice: it belongs into nobody's record.</summary>
    AboutNoPatient,

    /// <summary>It is addressed to another practice.</summary>
    Misdirected,

    PoorlyRead,
    RegisterPaused,
    TooManyCandidates,
    NoName,
    NoBirthDate,
    TwoNames,
    TwoBirthDates,
    NotRegistered,
    BirthDateDiffers,
    NameDiffers,
    Ambiguous,
    SuffixDiffers,
    SexDiffers,
    MrnDiffers,
    MiddleNameDiffers,
    MemberIdOfAnother,
    NeedsThirdIdentifier,
    CommonName,
    LookAlikePoorlyRead,
    LookAlikeSwappedDate,
    LookAlikeNearDate,
    AnotherPersonNamed,

    /// <summary>The cover sheet it came with names somebody else.</summary>
    CoverNamesAnother,

    /// <summary>The same bytes, or the same paper, were received before.</summary>
    Repeat,

    /// <summary>One of its pages could not be read at all.</summary>
    PageUnread,

    /// <summary>An order, of which a page never came.</summary>
    PageMissing,

    /// <summary>It seems to be the pages that never came of a document of another transmission.</summary>
    RestOfAnother,

    /// <summary>One of its pages looks like the beginning of another document.</summary>
    MayBeTwo,

    /// <summary>It was filed by machine, and since then the register changed.</summary>
    NoLongerOnlyFit,

    /// <summary>A person took it out of a record or sent it back.</summary>
    SentBack,

    /// <summary>It was filed by machine, and a person who checked it again named somebody else.</summary>
    RecheckDiffers,

    /// <summary>A step failed again and again.</summary>
    StepFailed,
}

/// <summary>One reason for or against a candidate, in plain words.</summary>
/// <param name="Points">What it adds to the score; negative for a disagreement.</param>
/// <param name="Place">Where it was read; null when nothing on the page is concerned.</param>
/// <param name="Level">One of <see cref="MatchLevel"/>; null for what was recorded before there were any.</param>
internal sealed record MatchReason(string Words, double Points, Place? Place, string? Level = null);

/// <param name="Score">0 and up, for ranking only; the gate does not decide by it.</param>
internal sealed record RankedPatient(Guid PatientId, double Score, IReadOnlyList<MatchReason> Reasons);

/// <summary>What the gate says about one document. Stored as JSON with the document; holds patient text, so never logged.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Auto), "auto")]
[JsonDerivedType(typeof(Review), "review")]
internal abstract record FilingDecision
{
    private FilingDecision()
    {
    }

    /// <summary>Everything the safety rule asks is met for this one person.</summary>
    /// <param name="Reasons">What identified the person, each with its place on the page.</param>
    internal sealed record Auto(Guid PatientId, IReadOnlyList<MatchReason> Reasons) : FilingDecision;

    /// <param name="Words">The reason for the person who reviews; no patient text in it.</param>
    /// <param name="Ranked">The likeliest persons, best first; may be empty.</param>
    internal sealed record Review(ReviewReason Reason, string Words, IReadOnlyList<RankedPatient> Ranked) : FilingDecision;
}
