using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Records;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Papers;

/// <summary>
/// Documents of a chart leave in papers under the rule that letters obey: whoever sends sees each of them, one access class besides the standard one holds
/// for all of it, and what was closed or taken out of the chart while the papers waited keeps them here.
/// </summary>
internal sealed class PapersMayLeave(
    CorrespondenceDb db, IChartContents chart, IDocumentClasses classes, IPatients patients, IPackets packets, ISignedCopies copies, IRelatedPeople people, IOrganization organization, TimeProvider clock)
{
    /// <summary>Whether whoever acts sees every document in them, in this patient's chart.</summary>
    public Task<bool> AreInSight(Letter letter, CancellationToken stopping) => AreInSight([letter.PatientId], letter.DocumentIds, stopping);

    public async Task<bool> AreInSight(IReadOnlyCollection<Guid> patientIds, IReadOnlyCollection<Guid> documentIds, CancellationToken stopping)
    {
        var lying = (await chart.Papers(patientIds, stopping)).Select(paper => paper.Id).ToHashSet();
        return documentIds.All(lying.Contains);
    }

    /// <summary>The class that holds for all of it.</summary>
    /// <param name="own">Of the matter which they are about.</param>
    /// <returns>Null where there are several.</returns>
    public async Task<string?> ClassOf(string own, IReadOnlyCollection<Guid> documentIds, CancellationToken stopping)
    {
        var closed = new HashSet<string> { own };
        foreach (var id in documentIds)
        {
            closed.Add(await classes.Of(id, stopping));
        }

        closed.Remove(AccessClass.Standard);
        return closed.Count switch { 0 => AccessClass.Standard, 1 => closed.Single(), _ => null };
    }

    /// <summary>Of the copy in the chart of a letter that left: the letter's own class, or where that is the standard one, the one that an enclosure has been given by now.</summary>
    public async Task<string> ClassOfCopy(Letter letter, CancellationToken stopping)
    {
        var own = letter.AccessClass;
        for (var at = 0; own == AccessClass.Standard && at < letter.DocumentIds.Length; at++)
        {
            own = await classes.Of(letter.DocumentIds[at], stopping);
        }

        return own;
    }

    /// <summary>Whether it is the packet of a records request as it stands: neither taken back nor made anew.</summary>
    private Task<bool> IsOfRequest(Guid letterId, CancellationToken stopping) =>
        db.RecordsRequests.AnyAsync(request => request.PapersId == letterId && (request.State == RecordsState.Packed || request.State == RecordsState.Released), stopping);

    /// <summary>
    /// Asked by the machine right before they leave, which sees every class: what they are about still stands, each document still lies in the chart, and is
    /// of no other class than was judged by.
    /// </summary>
    /// <returns>Null where they may; else a code of <see cref="DeliveryProblem"/>.</returns>
    public async Task<string?> WhyNot(Guid letterId, CancellationToken stopping)
    {
        if (!await packets.IsMeant(letterId, stopping) && !await copies.IsMeant(letterId, stopping) && !await IsOfRequest(letterId, stopping))
        {
            return DeliveryProblem.NotMeant;
        }

        // It may have waited for days: for its number to be looked at, or for a server.
        if (await db.RecordsRequests.AsNoTracking().SingleOrDefaultAsync(request => request.PapersId == letterId, stopping) is { } asked && await EndedSince(asked, stopping) is not null)
        {
            return DeliveryProblem.AuthorityEnded;
        }

        var letter = await db.Letters.AsNoTracking().SingleAsync(one => one.Id == letterId, stopping);
        return await HoldsStill(letter, stopping) ? null : DeliveryProblem.PapersClosed;
    }

    /// <summary>Of a records request: whether the right by which it was checked has ended since.</summary>
    /// <returns>In what way, and what to do; null where it has not.</returns>
    public async Task<string?> EndedSince(RecordsRequest request, CancellationToken stopping) => request.Check is { } check
        ? RecordsRules.EndedSince(
            check, await people.WhoMayBeTold(request.PatientId, stopping), LocalTime.DayAt((await organization.Profile(stopping)).Find(request.LocationId), clock.GetUtcNow()))
        : null;

    /// <summary>The same of the enclosures of a letter, where it has any: right before it leaves, and before it is printed.</summary>
    /// <returns>Null where they may leave; else a code of <see cref="DeliveryProblem"/>.</returns>
    public async Task<string?> WhyNotEnclosed(Letter letter, CancellationToken stopping) =>
        letter.IsPapers || letter.DocumentIds.Length == 0 || await HoldsStill(letter, stopping) ? null : DeliveryProblem.EnclosureClosed;

    private async Task<bool> HoldsStill(Letter letter, CancellationToken stopping)
    {
        // Of a record that was merged meanwhile, the documents come along after the letter or before it.
        Guid[] records = [letter.PatientId, .. await patients.FindStanding(letter.PatientId, stopping) is { } standing ? [standing.Id] : Array.Empty<Guid>()];
        return await AreInSight(records, letter.DocumentIds, stopping) && await ClassOf(letter.AccessClass, letter.DocumentIds, stopping) == letter.AccessClass;
    }
}
