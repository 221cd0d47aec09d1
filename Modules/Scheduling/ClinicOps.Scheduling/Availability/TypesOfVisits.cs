using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Availability;

/// <summary>Tells other modules which types of visits there are.</summary>
internal sealed class TypesOfVisits(SchedulingDb db) : IVisitTypes
{
    public async Task<IReadOnlyList<KnownVisitType>> All(CancellationToken stopping = default) =>
        await db.VisitTypes.AsNoTracking().OrderBy(type => type.Name).Select(type => new KnownVisitType(type.Code, type.Name, type.IsRetired)).ToListAsync(stopping);
}
