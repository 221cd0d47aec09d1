using System.Security.Claims;
using ClinicOps.Documents.Contracts;
using Microsoft.AspNetCore.Authorization;

namespace ClinicOps.Intake.Coverage;

/// <summary>Images of a patient's insurance cards, for who may see documents: nothing for all others. Each image, and the document behind it, audits its own viewing.</summary>
internal sealed class LoadCards(IPatientDocuments documents, IAuthorizationService authorization)
{
    /// <summary>The newest; what was there before stands in the record.</summary>
    private const int Most = 2;

    public async Task<IReadOnlyList<FiledCard>> For(ClaimsPrincipal user, Guid patientId, CancellationToken stopping) =>
        (await authorization.AuthorizeAsync(user, DocumentsRights.View)).Succeeded ? await documents.Cards(patientId, Most, stopping) : [];
}
