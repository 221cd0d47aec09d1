using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients.People;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Intake.CheckIn;

/// <summary>Who signs: the patient; somebody recorded who may consent for the patient; or another, with the reason.</summary>
/// <param name="Name">As typed; a recorded person has their own.</param>
/// <param name="PersonId">Of a recorded person.</param>
/// <param name="Why">Why somebody signs who is neither.</param>
internal sealed record Signer(string Name, Guid? PersonId = null, string Why = "");

/// <summary>
/// Keeps a form that was signed on the screen, with the words that stood above the signature; or withdraws it. For a minor signs who may consent, and whoever
/// else does is asked why.
/// </summary>
internal sealed class SignForm(IntakeDb db, ModuleTransaction<IntakeDb> transaction, IVisits visits, IOrganization organization, IOptions<CheckInOptions> options, CurrentActor actor, TimeProvider clock)
{
    private const int LongestReason = 200;

    /// <param name="id">Made by the page, so that a form sent twice is kept once.</param>
    /// <param name="drawn">What was drawn, as <see cref="Strokes.Parse"/> reads it.</param>
    public async Task<FormSigned> Run(Guid id, Guid visitId, string? formCode, Signer signer, string? drawn, CancellationToken stopping)
    {
        if (await visits.Find(visitId, stopping) is not { } visit || !actor.SeesLocation(visit.LocationId) || options.Value.InForce.FirstOrDefault(known => known.Code == formCode) is not { } form)
        {
            return new FormSigned.Unknown();
        }

        if (Strokes.Parse(drawn) is not { } strokes)
        {
            return new FormSigned.NotUnderstood("Sign in the field with a finger, a pen or the mouse.");
        }

        var today = LocalTime.DayAt((await organization.Profile(stopping)).Find(visit.LocationId), clock.GetUtcNow());
        return await transaction.Run<FormSigned>(
            async effects =>
            {
                if (await db.Patients.AsNoTracking().SingleOrDefaultAsync(p => p.Id == visit.PatientId, stopping) is not { } patient)
                {
                    return new FormSigned.Unknown();
                }

                if (await db.SignedForms.AnyAsync(f => f.Id == id, stopping))
                {
                    return new FormSigned.Kept(form.Title);
                }

                var person = signer.PersonId is { } of
                    ? await db.RelatedPeople.AsNoTracking().SingleOrDefaultAsync(one => one.Id == of && one.PatientId == patient.Id && one.MayConsent && one.EndedAt == null, stopping)
                    : null;
                if (WhatIsWrong(signer, person, options.Value.IsMinor(patient.BirthDate, today)) is { } wrong)
                {
                    return new FormSigned.NotUnderstood(wrong);
                }

                db.SignedForms.Add(new SignedForm
                {
                    Id = id,
                    PatientId = visit.OwnRecordId,
                    VisitId = visitId,
                    FormCode = form.Code,
                    Title = form.Title,
                    Text = form.Text,
                    SignedBy = person is null ? signer.Name : $"{person.Name} ({Relations.Words(person.Relation).ToLowerInvariant()})",
                    PersonId = person?.Id,
                    Why = person is null ? signer.Why : "",
                    Strokes = strokes.Json,
                    At = clock.GetUtcNow(),
                    By = actor.UserId,
                });
                effects.Audit(new AuditEntry("form.signed", "visit", visitId, [visit.PatientId], form.Code, visit.LocationId));
                return new FormSigned.Kept(form.Title);
            },
            stopping);
    }

    private static string? WhatIsWrong(Signer signer, RelatedPerson? person, bool isMinor) => signer switch
    {
        { PersonId: not null } => person is null ? "Choose who signs: this person is not recorded as somebody who may consent." : null,
        { Name.Length: < 2 or > 100 } => "Type the name of who signs.",
        { Why.Length: > LongestReason } => "Write it shorter.",
        { Why.Length: < 3 } when isMinor => "The patient is a minor: choose who may consent, or say why somebody else signs.",
        _ => null,
    };

    /// <returns>False when there is no such form of this visit in sight, or it was withdrawn already.</returns>
    public async Task<bool> Withdraw(Guid id, Guid visitId, CancellationToken stopping) =>
        await transaction.Run(
            async effects =>
            {
                if (await db.SignedForms.SingleOrDefaultAsync(f => f.Id == id && f.VisitId == visitId && f.WithdrawnAt == null, stopping) is not { } signed)
                {
                    return false;
                }

                (signed.WithdrawnAt, signed.WithdrawnBy) = (clock.GetUtcNow(), actor.UserId);
                effects.Audit(new AuditEntry("form.withdrawn", "visit", visitId, [signed.PatientId], signed.FormCode));
                return true;
            },
            stopping);
}

internal abstract record FormSigned
{
    private FormSigned()
    {
    }

    public sealed record Kept(string Title) : FormSigned;

    /// <param name="Why">A sentence for who stands at the screen.</param>
    public sealed record NotUnderstood(string Why) : FormSigned;

    public sealed record Unknown : FormSigned;
}
