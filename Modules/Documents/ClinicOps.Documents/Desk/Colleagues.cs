using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicOps.Documents.Desk;

/// <summary>Whom a document can be given: who may review, works at its location and, by clearance, sees it.</summary>
internal sealed class Colleagues(IOrganization organization, IServiceScopeFactory scopes, CurrentActor actor)
{
    /// <summary>Who may review somewhere where this user works, by name, without the user.</summary>
    public async Task<IReadOnlyList<Colleague>> Here(CancellationToken stopping) =>
        [.. (await All(stopping)).Where(one => one.LocationIds.Count == 0 || one.LocationIds.Any(actor.SeesLocation))];

    /// <summary>Who of them may review this document, by name.</summary>
    public async Task<IReadOnlyList<Colleague>> For(Document document, CancellationToken stopping)
    {
        var here = (await All(stopping)).Where(one => one.WorksAt(document.LocationId) && !document.HandedOverBy.Contains(one.Id)).ToList();
        var seen = new Dictionary<string, bool>();
        foreach (var one in here.DistinctBy(Clearance))
        {
            seen[Clearance(one)] = await Sees(one, document.Id, stopping);
        }

        return here.FindAll(one => seen[Clearance(one)]);
    }

    private static string Clearance(Colleague one) => string.Join(' ', one.Classes.Order(StringComparer.Ordinal));

    private async Task<List<Colleague>> All(CancellationToken stopping) =>
        [.. (await Apart.Ask(() => organization.Colleagues(stopping))).Where(one => one.Id != actor.UserId && one.Rights.Contains(DocumentsRights.Review))];

    /// <summary>Asked as that colleague, by the same filters that hold for every page.</summary>
    private Task<bool> Sees(Colleague one, Guid documentId, CancellationToken stopping) => Apart.Ask(async () =>
    {
        await using var scope = scopes.CreateAsyncScope();
        var theirs = scope.ServiceProvider.GetRequiredService<CurrentActor>();
        theirs.ActAsUser(one.Id, one.LocationIds);
        theirs.See([.. one.Classes], []);
        return await scope.ServiceProvider.GetRequiredService<VisibleToActor>().Documents.AnyAsync(d => d.Id == documentId, stopping);
    });
}
