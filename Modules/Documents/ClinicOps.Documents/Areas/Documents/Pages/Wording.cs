using System.Globalization;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>What the recorded codes are called in front of people, and what a person can do about them.</summary>
internal static class Wording
{
    public static string Of(DocumentType type) => type switch
    {
        DocumentType.PhysicianOrder => "Physician order",
        DocumentType.Referral => "Referral",
        DocumentType.LabResult => "Lab result",
        DocumentType.ImagingReport => "Imaging report",
        DocumentType.ConsultNote => "Consult note",
        DocumentType.DischargeSummary => "Discharge summary",
        DocumentType.InsuranceCard => "Insurance card",
        DocumentType.EligibilityOrBenefitsLetter => "Eligibility or benefits letter",
        DocumentType.PriorAuthDecision => "Authorization decision",
        DocumentType.RecordsRequest => "Records request",
        DocumentType.PatientForm => "Patient form",
        DocumentType.PatientLetter => "Patient letter",
        DocumentType.PharmacyRefillRequest => "Refill request",
        DocumentType.JunkFax => "Advertisement",
        DocumentType.SignAndReturn => "To sign and send back",
        DocumentType.AboutNoPatient => "About no patient",
        DocumentType.Misdirected => "Meant for another practice",
        DocumentType.LetterSent => "Letter sent",
        _ => "Kind not certain",
    };

    /// <summary>The reason in a few words, for a line of the history.</summary>
    public static string InShort(ReviewReason reason) => reason switch
    {
        ReviewReason.Junk => "it looks like an advertisement",
        ReviewReason.UnsureType => "its type is not certain",
        ReviewReason.AboutNoPatient => "it is about no patient",
        ReviewReason.Misdirected => "it is addressed to another practice",
        ReviewReason.PoorlyRead => "it was read poorly",
        ReviewReason.RegisterPaused => "automatic filing is paused",
        ReviewReason.TooManyCandidates or ReviewReason.Ambiguous => "several patients fit",
        ReviewReason.NoName => "no patient name found",
        ReviewReason.NoBirthDate => "no birth date found",
        ReviewReason.TwoNames => "two names found",
        ReviewReason.TwoBirthDates => "two birth dates found",
        ReviewReason.NotRegistered => "nobody registered fits",
        ReviewReason.BirthDateDiffers => "the birth date differs",
        ReviewReason.NameDiffers => "the name differs",
        ReviewReason.SuffixDiffers => "the suffix differs",
        ReviewReason.SexDiffers => "the sex differs",
        ReviewReason.MrnDiffers => "the MRN differs",
        ReviewReason.MiddleNameDiffers => "the middle name differs",
        ReviewReason.MemberIdOfAnother => "the member id is somebody else's",
        ReviewReason.NeedsThirdIdentifier => "a third identifier is missing",
        ReviewReason.CommonName => "the name is common",
        ReviewReason.LookAlikePoorlyRead or ReviewReason.LookAlikeSwappedDate or ReviewReason.LookAlikeNearDate => "a very similar patient is registered",
        ReviewReason.AnotherPersonNamed => "another patient is named on it",
        ReviewReason.CoverNamesAnother => "the cover sheet names somebody else",
        ReviewReason.Repeat => "it looks like one received before",
        ReviewReason.PageUnread => "a page could not be read",
        ReviewReason.PageMissing => "a page of it never came",
        ReviewReason.RestOfAnother => "it seems to be the rest of another document",
        ReviewReason.MayBeTwo => "its pages may not belong together",
        ReviewReason.NoLongerOnlyFit => "the register changed",
        ReviewReason.SentBack => "a person sent it back",
        ReviewReason.RecheckDiffers => "a person who checked it again named somebody else",
        ReviewReason.StepFailed => "a step failed",
        _ => "a person is asked",
    };

    /// <summary>What a person who reviews does about the reason.</summary>
    public static string AdviceOn(ReviewReason reason) => reason switch
    {
        ReviewReason.Junk => "If it is one, mark it as junk. If not, choose the type and the patient.",
        ReviewReason.AboutNoPatient => "If it is the practice's own business, it goes into nobody's record. If it is about a patient, choose the type and the patient.",
        ReviewReason.Misdirected => "Look whom it is addressed to. If it is for this practice after all, choose the type and the patient.",
        ReviewReason.UnsureType => "Look at the page and choose the type, then the patient.",
        ReviewReason.PoorlyRead => "Read name and birth date on the page yourself before you accept anybody.",
        ReviewReason.RegisterPaused => "Compare name and birth date as usual. Tell a manager that the register should be refreshed.",
        ReviewReason.TooManyCandidates or ReviewReason.Ambiguous or ReviewReason.CommonName =>
            "Look for something that tells them apart: MRN, address, phone, middle name.",
        ReviewReason.NoName or ReviewReason.NoBirthDate =>
            "Look for it on the page and search the patient. If the page does not say, ask the sender.",
        ReviewReason.TwoNames or ReviewReason.TwoBirthDates or ReviewReason.AnotherPersonNamed =>
            "Make sure whom the document is about. If it is about two people, ask the sender for two documents.",
        ReviewReason.CoverNamesAnother => "Compare the cover sheet with the document: the sender may have put in the wrong one. If it is the right one, file it.",
        ReviewReason.NotRegistered => "Search once more with another spelling. If the patient is new, register them first: the document waits here.",
        ReviewReason.BirthDateDiffers => "Compare the digits on the page. Accept only if something else proves who it is.",
        ReviewReason.NameDiffers => "It may be a former name, or somebody of the same family. Accept only if something else proves who it is.",
        ReviewReason.SuffixDiffers => "Father and son are easily confused: compare the birth dates.",
        ReviewReason.SexDiffers or ReviewReason.MiddleNameDiffers => "It may be a relative or a namesake. Compare everything else.",
        ReviewReason.MrnDiffers => "It may be the sender's own number, or another patient. Compare name and birth date.",
        ReviewReason.MemberIdOfAnother => "Families share member ids. Make sure that it is not a relative's document.",
        ReviewReason.NeedsThirdIdentifier => "Look for an MRN, a member id, or phone and address on the page.",
        ReviewReason.LookAlikePoorlyRead or ReviewReason.LookAlikeSwappedDate or ReviewReason.LookAlikeNearDate =>
            "Two very similar people are registered. Compare every digit of the birth date on the page.",
        ReviewReason.Repeat => "Compare the two: names, dates, numbers, and what is ordered.",
        ReviewReason.PageUnread => "Look at the page that is missing or unreadable. If it matters, ask the sender to send it again.",
        ReviewReason.PageMissing => "Ask the sender for it before anything is done about this; file it if it is complete without.",
        ReviewReason.RestOfAnother => "Look at both. If they belong together, join them; if not, file it by itself.",
        ReviewReason.MayBeTwo => "Look at every page: all must be about the same patient. If they are not, cut it apart or ask the sender.",
        ReviewReason.NoLongerOnlyFit => "Somebody registered or changed since then may be meant. Compare name and birth date again.",
        ReviewReason.RecheckDiffers => "Two have disagreed about it. Compare every digit of the birth date and every part of the name with the page.",
        ReviewReason.StepFailed => "Choose type and patient by hand, and tell your administrator if this happens again.",
        _ => "Compare name and birth date on the page with the patient before you accept.",
    };

    /// <summary>Why a file or page cannot be had, to go behind "This file could not be opened" or "This page could not be read".</summary>
    public static string Because(PageProblem problem) => problem switch
    {
        PageProblem.EmptyFile => "it is empty",
        PageProblem.UnknownKind => "it is no PDF, TIFF, JPEG or PNG, whatever its name says",
        PageProblem.Encrypted => "it is encrypted",
        PageProblem.Corrupt => "it is damaged",
        PageProblem.TooLarge => "it is larger than any page can be",
        PageProblem.TooManyPages => "it has too many pages",
        PageProblem.MissingPage => "it is missing from the file, although the file declares it",
        PageProblem.TookTooLong => "reading it took too long",
        PageProblem.WorkerDied => "reading it broke down",
        _ => "of an unknown problem",
    };

    public static string AdviceOn(PageProblem problem) => problem switch
    {
        PageProblem.Encrypted => "Ask the sender for an open copy",
        PageProblem.TooManyPages => "Ask the sender for several smaller files",
        PageProblem.UnknownKind => "Ask the sender for a PDF or a fax",
        _ => "Ask the sender to send it again",
    };

    /// <summary>Of a code of <see cref="Sorting.Urgency"/>.</summary>
    public static string Urgent(string code) => code switch
    {
        "stat" => "STAT",
        "critical_result" => "Critical value",
        "deadline_passed" => "Deadline",
        "deadline_near" => "Deadline near",
        _ => "Urgent",
    };

    public static string Channel(string channel) => channel switch
    {
        TransmissionChannel.Fax => "Fax",
        TransmissionChannel.Scan => "Scan",
        TransmissionChannel.Email => "E-mail",
        TransmissionChannel.Letter => "Letter",
        _ => "File",
    };

    public static string OrderKind(string kind) => kind switch
    {
        "imaging" => "Imaging",
        "lab" => "Laboratory",
        "procedure" => "Procedure",
        "pt" => "Physical therapy",
        "dme" => "Equipment",
        "medication" => "Medication",
        "referral" => "Referral",
        _ => "Order",
    };

    public static string OrderState(string state) => state switch
    {
        "unsigned" => "Not signed",
        "undated" => "Not dated",
        "illegible" => "Not legible",
        "elsewhere" => "For somebody else",
        "duplicate" => "Here already",
        "standing" => "To be repeated",
        "expired" => "Too old",
        "late" => "Late on arrival",
        "cancelled" => "Cancelled",
        "struck_out" => "Crossed out",
        _ => "Ready",
    };

    /// <summary>"4 min", "2 h 10 min", "3 days".</summary>
    public static string Of(TimeSpan waiting) => waiting switch
    {
        { TotalMinutes: < 1 } => "under a minute",
        { TotalMinutes: < 60 } => $"{waiting.Minutes} min",
        { TotalHours: < 10 } => $"{waiting.Hours} h {waiting.Minutes} min",
        { TotalHours: < 48 } => $"{(int)waiting.TotalHours} h",
        _ => $"{(int)waiting.TotalDays} days",
    };

    /// <summary>"today 9:14 AM", "yesterday 4:02 PM", "Tue 11/17 8:30 AM", with the year when it is not this one; both on the location's clock.</summary>
    public static string Of(DateTimeOffset local, DateTimeOffset localNow)
    {
        var time = local.ToString("h:mm tt", CultureInfo.InvariantCulture);
        return (localNow.Date - local.Date).Days switch
        {
            0 => "today " + time,
            1 => "yesterday " + time,
            _ => local.ToString(local.Year == localNow.Year ? "ddd MM/dd " : "MM/dd/yyyy ", CultureInfo.InvariantCulture) + time,
        };
    }

    public static string Of(DateOnly date) => date.ToString("MM/dd/yyyy", CultureInfo.InvariantCulture);

    /// <summary>"(207) 555-0143" of ten digits; anything else as it is.</summary>
    public static string Phone(string digits) =>
        digits.Length == 10 && digits.All(char.IsAsciiDigit) ? $"({digits[..3]}) {digits[3..6]}-{digits[6..]}" : digits;

    public static string Pages(int count) => count == 1 ? "1 page" : $"{count} pages";

    /// <summary>How many documents a search found, and which of them are shown.</summary>
    public static string Found(FoundList found)
    {
        const string Older = "there are older ones: give days, or one more word, to find them";
        return (found.MayBeMore, found.Rows.Count < found.Count) switch
        {
            (true, true) => $"The best {found.Rows.Count} of the newest {found.Count} documents ({Older})",
            (true, false) => $"The newest {found.Rows.Count} documents ({Older})",
            (false, true) => $"The best {found.Rows.Count} of {found.Count} documents",
            _ => found.Count == 1 ? "1 document" : $"{found.Count} documents",
        };
    }
}
