using ClinicOps.Correspondence.Disclosures;
using ClinicOps.Intake.Contracts;

namespace ClinicOps.Correspondence.Records;

/// <summary>What a request must have before anything of it is put together. Each sentence says what is wrong, and what to do.</summary>
internal static class RecordsRules
{
    /// <summary>What may have ended between the check and the release.</summary>
    /// <returns>Null where nothing has.</returns>
    public static string? EndedSince(RecordsCheck check, IReadOnlyList<ToldPerson> told, DateOnly today) =>
        check.ExpiresOn < today ? "Nothing was released: the authorization has expired since it was checked. Take the check back, refuse the request, and ask for a new one."
        : check.Signer == RecordsSigner.ForThePatient && told.All(person => person.PersonId != check.SignerPersonId)
            ? "Nothing was released: who signed for the patient is no longer among those who may be told, as the record says. Take the check back, and check it again."
        : null;

    /// <param name="hasSignature">The user saw it.</param>
    /// <param name="scopeIsRead">The user compared the scope with the form.</param>
    /// <param name="told">Who besides the patient may be told, as the record says.</param>
    public static IEnumerable<string> Problems(RecordsRequest request, RecordsCheck check, bool hasSignature, bool scopeIsRead, IReadOnlyList<ToldPerson> told, DateOnly today)
    {
        if (RecordsWords.Identities.All(known => known.Code != check.Identity))
        {
            yield return "Say how you made sure who asks.";
        }

        if (!RecordsWords.PurposesOf(request.AskerKind).Contains(check.Purpose))
        {
            yield return "Choose by which right they may have the records.";
        }

        var isSigned = hasSignature && check.SignedOn is not null && check.Signer != RecordsSigner.Nobody;
        if (!isSigned && check.Purpose is not (DisclosurePurpose.AtRequest or DisclosurePurpose.Authorization) && check.ClassesNamed.Count > 0)
        {
            yield return "What the law protects more strictly goes only with the patient's own consent, whatever the right: say who signed it and when, or untick those kinds.";
        }

        if (!isSigned && check.Purpose is (DisclosurePurpose.AtRequest or DisclosurePurpose.Authorization))
        {
            yield return "Without a signature and its day nothing is released on this right. Refuse the request, and ask for a signed form.";
        }

        if (check.Purpose == DisclosurePurpose.AtRequest && request.AskerKind == RecordsAsker.Patient && check.Signer != RecordsSigner.Patient)
        {
            yield return "The patient asks, and somebody else signed: enter it as a request of family, or of who acts for the patient.";
        }

        if (check.Purpose == DisclosurePurpose.AtRequest && request.AskerKind == RecordsAsker.Family && check.Signer == RecordsSigner.Patient)
        {
            yield return "The patient signed for somebody else to have the records: choose the patient's authorization as the right.";
        }

        if (check.Signer == RecordsSigner.ForThePatient && told.All(person => person.PersonId != check.SignerPersonId))
        {
            yield return "Who signed is not among those who may be told, as the record says. Have \"People and notes\" corrected first, where that is wrong; otherwise refuse the request.";
        }

        if (check.SignedOn > today)
        {
            yield return "The day of the signature has not come yet.";
        }

        if (check.Purpose == DisclosurePurpose.Authorization && check.ExpiresOn is null)
        {
            yield return "An authorization says until when it holds. Where it names an event, enter the day on which that comes at the latest; where it says nothing, refuse the request.";
        }

        if (check.ExpiresOn < today)
        {
            yield return "The authorization has expired. Refuse the request, and ask for a new one.";
        }

        if (check.Purpose == DisclosurePurpose.RequiredByLaw && check.Authority.Length == 0)
        {
            yield return "Say which law, subpoena or order it is, with its number or day.";
        }

        if (!scopeIsRead)
        {
            yield return "Compare days and kinds with the form, and tick that they are what it asks for.";
        }
    }
}
