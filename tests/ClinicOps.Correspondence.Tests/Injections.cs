using Xunit;

namespace ClinicOps.Correspondence.Tests;

/// <summary>Texts that some program somewhere would obey. In a letter they are what is written there, or are refused by name.</summary>
public static class Injections
{
    /// <summary>Each is drawn as it stands.</summary>
    public static TheoryData<string> Texts { get; } =
    [
        // HTML
        "<script>document.title='x'</script>",
        "</p></body></html><h1>over</h1>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<svg><text x=\"0\" y=\"0\">over</text></svg>",
        "<iframe src=file:///etc/passwd></iframe>",
        "<object data=file:///etc/passwd>",
        "<link rel=stylesheet href=//127.0.0.1/a.css>",
        "<base href=http://127.0.0.1/>",
        "<meta http-equiv=refresh content=\"0;url=/\">",
        "</title><script>1</script>",
        "<!-- comment --> --><!--",
        "]]><![CDATA[x]]>",
        "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///x\">]>",
        "<div style=\"position:fixed;inset:0\">",
        "<a href=\"javascript:alert(1)\">x</a>",
        "\" onmouseover=\"alert(1)",
        "' autofocus onfocus='alert(1)",
        "<table><tr><td colspan=9>",
        // Entities
        "&lt;b&gt; &amp; &#60;i&#62; &quot;",
        "&b; &#x202E; &nbsp; &#0;",
        // CSS
        "<style>*{display:none}</style>",
        "</style><p>over",
        "} body { display: none } p {",
        "@import url(http://127.0.0.1/a.css);",
        "url(http://127.0.0.1/a.png)",
        "expression(alert(1))",
        "@page { size: 1in 1in }",
        "\\3c script\\3e",
        // Script and addresses
        "javascript:alert(1)",
        "data:text/html;base64,PHNjcmlwdD4=",
        "file:///etc/passwd",
        "\\u003cscript\\u003e \\x3c",
        // Fields, ours and those of other template engines
        "{{patient.full_name}}",
        "{{ task.title }} {{task.title}}",
        "{{no.such.field}} }} {{",
        "{{{clinic.name}}} {{#if a}}x{{/if}}",
        "{% for a in b %}x{% endfor %}",
        "${7*7} #{7*7} *{7*7} [[${7*7}]]",
        "<%= 7*7 %> <?php echo 1 ?>",
        "@Model.Name @(7*7) @{ var a = 1; }",
        "{0} {1:N2} %s %n %x %00",
        "$(id) `id` ; echo | cat && exit",
        // PDF
        ") Tj ET Q (over",
        "endstream endobj 1 0 obj",
        "<</S/JavaScript/JS(app.alert(1))>>",
        "\\) /OpenAction \\( \\101",
        "%%EOF %PDF-1.7",
        "<feff0041>",
        // Databases, files, tables
        "'; DROP TABLE letters; --",
        "../../../etc/passwd",
        "=HYPERLINK(\"http://127.0.0.1\",\"x\")",
        // Headers of a mail, and ends of a line
        "Bcc: eve@example.org",
        "x\r\nBcc: eve@example.org",
        ".\r\nQUIT",
        "=?utf-8?q?Bcc:_eve=40example.org?=",
        // Look-alikes and what is unseen
        "\uFEFFzero\u200Bwidth\u200Dand soft\u00ADhyphen",
        "＜script＞ ‹b› «i» ﹤p﹥",
        "\u00A0\u2003wide\u3000spaces\u202F",
        "раураl.example (Cyrillic)",
    ];

    /// <summary>With the character by which it is refused.</summary>
    public static TheoryData<string, string> Refused { get; } = new()
    {
        { "invoice \u202Egnp.exe", "\u202E" },
        { "\u202Dabc", "\u202D" },
        { "born \u2067 04/09/1961", "\u2067" },
        { "\u2069abc", "\u2069" },
        { "a\u0000b", "\u0000" },
        { "rubbed out\u0008\u0008", "\u0008" },
        { "\u001B[31mred", "\u001B" },
        { "new\u000Cpage", "\u000C" },
        { "a\u007Fb", "\u007F" },
        { "a\uFFFFb", "\uFFFF" },
    };
}
