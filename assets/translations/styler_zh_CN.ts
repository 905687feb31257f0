<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Styler</source>
        <translation>关于 Styler</translation>
    </message>
    <message>
        <source>Styler {version}</source>
        <translation>Styler {version}</translation>
    </message>
    <message>
        <source>A photo in, a painting out: neural style transfer by optimisation.</source>
        <translation>放进一张照片，得到一幅画：以优化方法实现的神经风格迁移。</translation>
    </message>
    <message>
        <source>The method is that of L. A. Gatys, A. S. Ecker and M. Bethge (CVPR 2016).</source>
        <translation>方法出自 L. A. Gatys、A. S. Ecker 和 M. Bethge（CVPR 2016）。</translation>
    </message>
    <message>
        <source>The network is VGG-16 by Karen Simonyan and Andrew Zisserman, University of Oxford (CC BY 4.0).</source>
        <translation>网络为牛津大学 Karen Simonyan 和 Andrew Zisserman 的 VGG-16（CC BY 4.0）。</translation>
    </message>
    <message>
        <source>The code is under the MIT licence. The window is made with Qt and PySide6 (LGPL-3.0).</source>
        <translation>代码采用 MIT 许可证。窗口由 Qt 和 PySide6（LGPL-3.0）构建。</translation>
    </message>
    <message>
        <source>Credits of the sample pictures: {file}</source>
        <translation>示例图片的来源：{file}</translation>
    </message>
    <message>
        <source>Log file: {file}</source>
        <translation>日志文件：{file}</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation>打开所在文件夹</translation>
    </message>
</context>
<context>
    <name>AfterRun</name>
    <message>
        <source>Export...</source>
        <translation>导出...</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Again</source>
        <translation>再画一幅</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>追加步数</translation>
    </message>
    <message>
        <source>Paint another picture, with the settings as they are now</source>
        <translation>按当前设置再画一幅</translation>
    </message>
    <message>
        <source>Add steps from where it stopped</source>
        <translation>从停下的地方再加一些步数</translation>
    </message>
    <message>
        <source>Export {title} as a file</source>
        <translation>将{title}导出为文件</translation>
    </message>
    <message>
        <source>Copy {title} to the clipboard</source>
        <translation>将{title}复制到剪贴板</translation>
    </message>
    <message>
        <source>Show in folder: {file}</source>
        <translation>在文件夹中显示：{file}</translation>
    </message>
</context>
<context>
    <name>ChannelPane</name>
    <message>
        <source>Click a picture on the wall: here comes what excites that channel most.</source>
        <translation>点击墙上的一张小图：这里会显示最能激活该通道的内容。</translation>
    </message>
    <message>
        <source>Visualise</source>
        <translation>可视化</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>No channel chosen</source>
        <translation>未选择通道</translation>
    </message>
    <message>
        <source>{layer}, channel {number}</source>
        <translation>{layer}，通道 {number}</translation>
    </message>
    <message>
        <source>Looking through the pictures: {number} of {count}</source>
        <translation>正在查看图片：第 {number} 张，共 {count} 张</translation>
    </message>
    <message>
        <source>It sees nothing in any of these pictures.</source>
        <translation>它在这些图片中什么也没有看到。</translation>
    </message>
    <message>
        <source>A picture is being painted: the pictures are looked through when it is done.</source>
        <translation>正在绘制图片：画完后再查看这些图片。</translation>
    </message>
    <message>
        <source>Among the photo, the paintings and the samples.</source>
        <translation>来自照片、画作和样例图片。</translation>
    </message>
    <message>
        <source>Its activation over the photo, up to {value}</source>
        <translation>它在照片上的激活，最大值 {value}</translation>
    </message>
    <message>
        <source>Silent on the photo</source>
        <translation>在照片上没有激活</translation>
    </message>
    <message>
        <source>Visualise again</source>
        <translation>重新可视化</translation>
    </message>
    <message>
        <source>Starts from noise, and changes it until the channel answers as strongly as it can.</source>
        <translation>从噪声开始，逐步修改，直到该通道的响应尽可能强。</translation>
    </message>
    <message>
        <source>Begins as soon as the network is free.</source>
        <translation>网络空闲后立即开始。</translation>
    </message>
    <message>
        <source>A picture is being painted: this begins when it is done.</source>
        <translation>正在绘制图片：画完后开始。</translation>
    </message>
    <message>
        <source>Step {step} of {steps}, activation {value}</source>
        <translation>第 {step} 步，共 {steps} 步，激活值 {value}</translation>
    </message>
    <message>
        <source>The strongest patches</source>
        <translation>最强的图块</translation>
    </message>
    <message>
        <source>What its strongest place sees, and what in that caused it</source>
        <translation>最强的位置看到了什么，以及是其中什么引起了激活</translation>
    </message>
    <message>
        <source>Visualisation</source>
        <translation>特征可视化</translation>
    </message>
    <message>
        <source>The channel&apos;s activation over the photo</source>
        <translation>该通道在照片上的激活</translation>
    </message>
    <message>
        <source>What the strongest place sees</source>
        <translation>最强的位置看到的部分</translation>
    </message>
    <message>
        <source>What caused the activation, by deconvolution</source>
        <translation>引起激活的内容（反卷积）</translation>
    </message>
    <message>
        <source>The deconvolutional network (Zeiler and Fergus 2013). Mid grey is nothing.</source>
        <translation>反卷积网络（Zeiler 和 Fergus，2013）。中灰色表示没有贡献。</translation>
    </message>
    <message>
        <source>A picture that excites the channel</source>
        <translation>激活该通道的图片</translation>
    </message>
</context>
<context>
    <name>Columns</name>
    <message>
        <source>Width of the pictures</source>
        <translation>图片栏宽度</translation>
    </message>
    <message>
        <source>Width of the settings</source>
        <translation>设置栏宽度</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Picture</source>
        <translation>绘制(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>Open a &amp;photo...</source>
        <translation>打开照片(&amp;P)...</translation>
    </message>
    <message>
        <source>Open p&amp;aintings...</source>
        <translation>打开画作(&amp;A)...</translation>
    </message>
    <message>
        <source>Put a folder of p&amp;hotos on the shelf...</source>
        <translation>添加照片文件夹(&amp;H)...</translation>
    </message>
    <message>
        <source>Put a &amp;folder of paintings on the shelf...</source>
        <translation>添加画作文件夹(&amp;F)...</translation>
    </message>
    <message>
        <source>Choose a picture to &amp;start from...</source>
        <translation>选择起始图像(&amp;S)...</translation>
    </message>
    <message>
        <source>&amp;Export...</source>
        <translation>导出(&amp;E)...</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Copy the picture</source>
        <translation>复制作品(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Paste a picture</source>
        <translation>粘贴图片(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation>开始(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Pause or go on</source>
        <translation>暂停或继续(&amp;P)</translation>
    </message>
    <message>
        <source>S&amp;top, and keep the picture</source>
        <translation>停止并保留作品(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Continue with more steps</source>
        <translation>追加步数(&amp;C)</translation>
    </message>
    <message>
        <source>Loo&amp;k inside</source>
        <translation>看看网络内部(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Fit the picture into the window</source>
        <translation>适应窗口(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Actual size</source>
        <translation>实际大小(&amp;A)</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>放大(&amp;I)</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>缩小(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Before and after</source>
        <translation>前后对比(&amp;B)</translation>
    </message>
    <message>
        <source>Back to the picture that is being &amp;painted</source>
        <translation>回到正在绘制的作品(&amp;P)</translation>
    </message>
    <message>
        <source>Imp&amp;ressions before Start</source>
        <translation>开始前显示印象(&amp;R)</translation>
    </message>
    <message>
        <source>O&amp;nly the picture</source>
        <translation>只显示图片(&amp;N)</translation>
    </message>
    <message>
        <source>F&amp;ull screen</source>
        <translation>全屏(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Chart of the losses</source>
        <translation>损失曲线(&amp;C)</translation>
    </message>
    <message>
        <source>P&amp;hoto and paintings</source>
        <translation>照片与画作(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Settings</source>
        <translation>设置(&amp;S)</translation>
    </message>
    <message>
        <source>Finished pic&amp;tures</source>
        <translation>已完成的画(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;More controls</source>
        <translation>更多参数(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Go to the latest message</source>
        <translation>转到最新消息(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Manual</source>
        <translation>使用手册(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>键盘快捷键(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;About Styler</source>
        <translation>关于 Styler(&amp;A)</translation>
    </message>
    <message>
        <source>Hold: show the photo</source>
        <translation>按住：显示照片</translation>
    </message>
    <message>
        <source>Hold: show the painting</source>
        <translation>按住：显示画作</translation>
    </message>
    <message>
        <source>Zoom in, zoom out</source>
        <translation>放大、缩小</translation>
    </message>
    <message>
        <source>Fit, actual size</source>
        <translation>适应窗口、实际大小</translation>
    </message>
    <message>
        <source>Move the picture</source>
        <translation>移动画面</translation>
    </message>
    <message>
        <source>Move before and after</source>
        <translation>移动前后对比的分界线</translation>
    </message>
    <message>
        <source>&amp;Undo: {step}</source>
        <translation>撤销(&amp;U)：{step}</translation>
    </message>
    <message>
        <source>&amp;Redo: {step}</source>
        <translation>重做(&amp;R)：{step}</translation>
    </message>
</context>
<context>
    <name>Controls</name>
    <message>
        <source>Balance</source>
        <translation>均衡</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>网络层</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>起点</translation>
    </message>
    <message>
        <source>Work</source>
        <translation>优化</translation>
    </message>
    <message>
        <source>Machine</source>
        <translation>运行环境</translation>
    </message>
    <message>
        <source>Fewer controls</source>
        <translation>更少参数</translation>
    </message>
    <message>
        <source>More controls</source>
        <translation>更多参数</translation>
    </message>
</context>
<context>
    <name>CrashDialog</name>
    <message>
        <source>Something went wrong</source>
        <translation>出现问题</translation>
    </message>
    <message>
        <source>Something unexpected went wrong</source>
        <translation>发生意外错误</translation>
    </message>
    <message>
        <source>Styler goes on, and your pictures are still there.</source>
        <translation>Styler 会继续运行，您的图片都还在。</translation>
    </message>
    <message>
        <source>If it behaves strangely from now on, export what you want to keep and start it again.</source>
        <translation>如果之后运行不正常，请先导出要保留的作品，再重新启动。</translation>
    </message>
    <message>
        <source>More is in the log:</source>
        <translation>详细信息见日志：</translation>
    </message>
    <message>
        <source>Copy the report</source>
        <translation>复制报告</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>Close Styler</source>
        <translation>关闭 Styler</translation>
    </message>
    <message>
        <source>A picture is being painted.</source>
        <translation>正在绘制一幅作品。</translation>
    </message>
    <message>
        <source>Its finished levels are kept: you can go on from them at the next start.</source>
        <translation>已完成的层级会保留：下次启动时可以接着做。</translation>
    </message>
    <message>
        <source>Pictures that are not exported yet: {number}.</source>
        <translation>尚未导出的作品：{number} 幅。</translation>
    </message>
    <message>
        <source>They are lost when the window closes.</source>
        <translation>关闭窗口后，这些作品将会丢失。</translation>
    </message>
    <message>
        <source>Close without exporting</source>
        <translation>不导出并关闭</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>Drags</name>
    <message>
        <source>This is not a picture.</source>
        <translation>这不是图片。</translation>
    </message>
    <message>
        <source>Goes onto the shelf of photos</source>
        <translation>放到照片架上</translation>
    </message>
    <message>
        <source>Goes onto the shelf of paintings</source>
        <translation>放到画作架上</translation>
    </message>
    <message>
        <source>Becomes the photo</source>
        <translation>作为照片</translation>
    </message>
    <message>
        <source>Replaces the photo</source>
        <translation>替换照片</translation>
    </message>
    <message>
        <source>Becomes the painting</source>
        <translation>作为画作</translation>
    </message>
    <message>
        <source>Is added to the blend</source>
        <translation>加入混合</translation>
    </message>
    <message>
        <source>{count} paintings become a blend</source>
        <translation>混合 {count} 幅画作</translation>
    </message>
    <message>
        <source>Replaces the painting</source>
        <translation>替换画作</translation>
    </message>
    <message>
        <source>Replaces the blend</source>
        <translation>替换混合</translation>
    </message>
    <message>
        <source>(with Ctrl: is added)</source>
        <translation>（按住 Ctrl：加入混合）</translation>
    </message>
    <message>
        <source>You are asked what the {count} pictures are for</source>
        <translation>将询问这 {count} 张图片的用途</translation>
    </message>
</context>
<context>
    <name>DropZones</name>
    <message>
        <source>Photo</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>Painting</source>
        <translation>画作</translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>Styler&apos;s own files are missing beside {package}. Please install the program again.</source>
        <translation>{package} 旁缺少 Styler 自带的文件。请重新安装本程序。</translation>
    </message>
    <message>
        <source>There is no sample picture named {name}. The samples are: {names}.</source>
        <translation>没有名为“{name}”的示例图片。现有示例：{names}。</translation>
    </message>
    <message>
        <source>Several pictures cannot all be {file}; please give a folder for them.</source>
        <translation>多张图片不能都存为 {file}；请为它们指定一个文件夹。</translation>
    </message>
    <message>
        <source>The folder {folder} for the pictures cannot be made: {reason}.</source>
        <translation>无法创建存放图片的文件夹 {folder}：{reason}。</translation>
    </message>
    <message>
        <source>There are no pictures in the folder {folder}.</source>
        <translation>文件夹 {folder} 中没有图片。</translation>
    </message>
    <message>
        <source>{file} ({photo}) has another shape than the print ({paper}); please choose whether the whole photo shall be on the paper (--print-fit fit) or its middle shall fill it (--print-fit crop).</source>
        <translation>{file}（{photo}）与纸张（{paper}）的长宽比不同；请选择把整张照片放在纸上（--print-fit fit），还是用照片的中间部分铺满纸张（--print-fit crop）。</translation>
    </message>
    <message>
        <source>{error} The picture was saved as {path} instead.</source>
        <translation>{error}图片已改存为 {path}。</translation>
    </message>
    <message>
        <source>There is no device {name} here. The devices are: {names}.</source>
        <translation>这台机器上没有设备“{name}”。可用设备：{names}。</translation>
    </message>
    <message>
        <source>{device} has run out of memory. A smaller size needs less.</source>
        <translation>{device} 的内存已用尽。减小尺寸可以少占内存。</translation>
    </message>
    <message>
        <source>To start from a picture, choose the picture.</source>
        <translation>要从指定图片开始，请先选择起始图像。</translation>
    </message>
    <message>
        <source>Choose at least one painting.</source>
        <translation>请至少选择一幅画作。</translation>
    </message>
    <message>
        <source>The blend has {weights} weights for {paintings} paintings; give one for each.</source>
        <translation>混合共有 {paintings} 幅画作，却给了 {weights} 个权重；请为每幅画作各给一个。</translation>
    </message>
    <message>
        <source>A picture must be (height, width, 3) of uint8, uint16 or float32, not {shape} of {dtype}.</source>
        <translation>图片必须是 (height, width, 3) 形状的 uint8、uint16 或 float32 数组，而不是 {shape} 形状的 {dtype} 数组。</translation>
    </message>
    <message>
        <source>A picture&apos;s transparency must be {shape} of {dtype} like its pixels, not {alpha_shape} of {alpha_dtype}.</source>
        <translation>图片的透明通道必须与像素一致，为 {shape} 形状的 {dtype} 数组，而不是 {alpha_shape} 形状的 {alpha_dtype} 数组。</translation>
    </message>
    <message>
        <source>{file} cannot be read again with more pixels, so the {width} x {height} that there are have to do: {reason}</source>
        <translation>无法以更多像素重新读取 {file}，只好使用现有的 {width} × {height}：{reason}</translation>
    </message>
    <message>
        <source>The folder {file} cannot be read: {reason}.</source>
        <translation>无法读取文件夹 {file}：{reason}。</translation>
    </message>
    <message>
        <source>{file} has changed since it was read.</source>
        <translation>{file} 在读取之后发生了变化。</translation>
    </message>
    <message>
        <source>{file} is too large for this machine&apos;s memory.</source>
        <translation>{file} 太大，这台机器的内存放不下。</translation>
    </message>
    <message>
        <source>{file} cannot be read: {reason}.</source>
        <translation>无法读取 {file}：{reason}。</translation>
    </message>
    <message>
        <source>{file} is damaged, or no job of Styler&apos;s.</source>
        <translation>{file} 已损坏，或者不是 Styler 的任务文件。</translation>
    </message>
    <message>
        <source>{file} has changed since the job was written.</source>
        <translation>任务写成之后，{file} 已经改变。</translation>
    </message>
    <message>
        <source>The paper cannot be understood; the picture has the size of the recipe.</source>
        <translation>看不懂所写的纸张；图片将采用配方中的尺寸。</translation>
    </message>
    <message>
        <source>A file cannot have {name} {value}; it is as usual.</source>
        <translation>文件的 {name} 不能是 {value}；现按通常的方式处理。</translation>
    </message>
    <message>
        <source>{file} is of a rare kind that cannot be read here. Please export it as PNG, TIFF or JPEG.</source>
        <translation>{file} 属于少见的类型，这里无法读取。请将其导出为 PNG、TIFF 或 JPEG。</translation>
    </message>
    <message>
        <source>{file} is damaged or incomplete, so it cannot be read.</source>
        <translation>{file} 已损坏或不完整，无法读取。</translation>
    </message>
    <message>
        <source>{file} does not exist.</source>
        <translation>{file} 不存在。</translation>
    </message>
    <message>
        <source>{file} is a folder; please choose one picture.</source>
        <translation>{file} 是文件夹；请选择一张图片。</translation>
    </message>
    <message>
        <source>{file} is not a file, so it cannot be a picture.</source>
        <translation>{file} 不是文件，因此不可能是图片。</translation>
    </message>
    <message>
        <source>{file} is empty (0 bytes).</source>
        <translation>{file} 是空文件（0 字节）。</translation>
    </message>
    <message>
        <source>a video</source>
        <translation>视频</translation>
    </message>
    <message>
        <source>a sound</source>
        <translation>声音文件</translation>
    </message>
    <message>
        <source>a video or a sound</source>
        <translation>视频或声音文件</translation>
    </message>
    <message>
        <source>an archive</source>
        <translation>压缩包</translation>
    </message>
    <message>
        <source>a PostScript document</source>
        <translation>PostScript 文档</translation>
    </message>
    <message>
        <source>a Radiance HDR picture</source>
        <translation>Radiance HDR 图片</translation>
    </message>
    <message>
        <source>a DPX film frame</source>
        <translation>DPX 电影画面</translation>
    </message>
    <message>
        <source>a PDF document</source>
        <translation>PDF 文档</translation>
    </message>
    <message>
        <source>an OpenEXR picture</source>
        <translation>OpenEXR 图片</translation>
    </message>
    <message>
        <source>a GIMP project</source>
        <translation>GIMP 工程文件</translation>
    </message>
    <message>
        <source>a DjVu document</source>
        <translation>DjVu 文档</translation>
    </message>
    <message>
        <source>a DDS texture</source>
        <translation>DDS 纹理</translation>
    </message>
    <message>
        <source>a KTX texture</source>
        <translation>KTX 纹理</translation>
    </message>
    <message>
        <source>a Windows icon</source>
        <translation>Windows 图标</translation>
    </message>
    <message>
        <source>a Windows cursor</source>
        <translation>Windows 光标</translation>
    </message>
    <message>
        <source>a macOS icon</source>
        <translation>macOS 图标</translation>
    </message>
    <message>
        <source>a QOI picture</source>
        <translation>QOI 图片</translation>
    </message>
    <message>
        <source>a farbfeld picture</source>
        <translation>farbfeld 图片</translation>
    </message>
    <message>
        <source>a Cineon film frame</source>
        <translation>Cineon 电影画面</translation>
    </message>
    <message>
        <source>a FITS astronomical picture</source>
        <translation>FITS 天文图像</translation>
    </message>
    <message>
        <source>a JPEG XR picture</source>
        <translation>JPEG XR 图片</translation>
    </message>
    <message>
        <source>a PCX picture</source>
        <translation>PCX 图片</translation>
    </message>
    <message>
        <source>an SGI picture</source>
        <translation>SGI 图片</translation>
    </message>
    <message>
        <source>a Windows metafile</source>
        <translation>Windows 图元文件</translation>
    </message>
    <message>
        <source>a BPG picture</source>
        <translation>BPG 图片</translation>
    </message>
    <message>
        <source>a database</source>
        <translation>数据库</translation>
    </message>
    <message>
        <source>an Office document</source>
        <translation>Office 文档</translation>
    </message>
    <message>
        <source>a text document</source>
        <translation>文本文档</translation>
    </message>
    <message>
        <source>an OpenRaster picture</source>
        <translation>OpenRaster 图片</translation>
    </message>
    <message>
        <source>a Krita project</source>
        <translation>Krita 工程文件</translation>
    </message>
    <message>
        <source>{file} is not a picture that can be read (which are {formats}).</source>
        <translation>{file} 不是可以读取的图片（可读取的格式：{formats}）。</translation>
    </message>
    <message>
        <source>{file} is a camera&apos;s raw file, which has to be developed first. Please open it in a raw developer or the camera&apos;s program, and export it as TIFF or JPEG.</source>
        <translation>{file} 是相机的 RAW 原始文件，需要先进行冲洗。请用 RAW 处理软件或相机自带的软件打开，再导出为 TIFF 或 JPEG。</translation>
    </message>
    <message>
        <source>{file} is {kind}, which cannot be read here. Please export it as PNG, TIFF or JPEG.</source>
        <translation>{file} 是{kind}，这里无法读取。请将其导出为 PNG、TIFF 或 JPEG。</translation>
    </message>
    <message>
        <source>an archive or an Office document</source>
        <translation>压缩包或 Office 文档</translation>
    </message>
    <message>
        <source>{file} is {kind}, which cannot be read here. Please choose a picture.</source>
        <translation>{file} 是{kind}，这里无法读取。请选择一张图片。</translation>
    </message>
    <message>
        <source>an SVG drawing</source>
        <translation>SVG 矢量图</translation>
    </message>
    <message>
        <source>a web page</source>
        <translation>网页</translation>
    </message>
    <message>
        <source>{file} is too small: {width} x {height} pixels, and each side needs at least {least}.</source>
        <translation>{file} 太小：只有 {width} × {height} 像素，每边至少需要 {least} 像素。</translation>
    </message>
    <message>
        <source>{file} is larger than the limit of {limit} megapixels; raise the limit (max megapixels) to read it.</source>
        <translation>{file} 超过了 {limit} 百万像素的上限；要读取它，请提高上限（max megapixels）。</translation>
    </message>
    <message>
        <source>{file} is a folder; please give the picture a file name.</source>
        <translation>{file} 是文件夹；请为图片指定文件名。</translation>
    </message>
    <message>
        <source>{file} cannot be written: the name must end in one of {suffixes}.</source>
        <translation>无法写入 {file}：文件名必须以 {suffixes} 之一结尾。</translation>
    </message>
    <message>
        <source>{file} cannot be written: the folder {folder} does not exist.</source>
        <translation>无法写入 {file}：文件夹 {folder} 不存在。</translation>
    </message>
    <message>
        <source>{file} cannot be written: a {format} file holds at most {longest} pixels a side, and this picture is {width} x {height}; please choose PNG or TIFF.</source>
        <translation>无法写入 {file}：{format} 文件每边最多 {longest} 像素，而这张图片为 {width} × {height}；请选择 PNG 或 TIFF。</translation>
    </message>
    <message>
        <source>{file} cannot be written: {format} holds 8 bits a channel; please choose PNG or TIFF for 16.</source>
        <translation>无法写入 {file}：{format} 每通道只有 8 位；需要 16 位时请选择 PNG 或 TIFF。</translation>
    </message>
    <message>
        <source>{file} cannot be written: only JPEG can be told to keep colours as {subsampling}; please choose JPEG, or 4:4:4.</source>
        <translation>无法写入 {file}：只有 JPEG 可以按 {subsampling} 保存颜色；请选择 JPEG 或 4:4:4。</translation>
    </message>
    <message>
        <source>{file} cannot be written: {value} is none of {choices}.</source>
        <translation>无法写入 {file}：{value} 不在 {choices} 之中。</translation>
    </message>
    <message>
        <source>{file} cannot be written: the quality must be from 1 to 100, not {quality}.</source>
        <translation>无法写入 {file}：质量必须在 1 到 100 之间，不能是 {quality}。</translation>
    </message>
    <message>
        <source>{file} cannot be written: the dots per inch must be from {least} to {most}, not {dpi}.</source>
        <translation>无法写入 {file}：每英寸点数必须在 {least} 到 {most} 之间，而不是 {dpi}。</translation>
    </message>
    <message>
        <source>{file} was not written: the disk is full.</source>
        <translation>未能写入 {file}：磁盘已满。</translation>
    </message>
    <message>
        <source>{file} was not written: the folder {folder} does not allow it.</source>
        <translation>未能写入 {file}：文件夹 {folder} 不允许写入。</translation>
    </message>
    <message>
        <source>{file} was not written: there is not enough memory to encode it.</source>
        <translation>未能写入 {file}：内存不足，无法编码。</translation>
    </message>
    <message>
        <source>{file} was not written: {reason}.</source>
        <translation>未能写入 {file}：{reason}。</translation>
    </message>
    <message>
        <source>{label} must be between {low} and {high} {unit}, not {value}.</source>
        <translation>“{label}”必须在 {low} 到 {high} {unit} 之间，不能是 {value}。</translation>
    </message>
    <message>
        <source>{label} must be between {low} and {high}, not {value}.</source>
        <translation>“{label}”必须在 {low} 到 {high} 之间，不能是 {value}。</translation>
    </message>
    <message>
        <source>{label}: there is no layer {layer}; layers are named relu1_1 to relu5_4.</source>
        <translation>“{label}”：没有网络层 {layer}；网络层的名称从 relu1_1 到 relu5_4。</translation>
    </message>
    <message>
        <source>{label} must be {wanted}, not {value}.</source>
        <translation>“{label}”应为：{wanted}；不能是 {value}。</translation>
    </message>
    <message>
        <source>This is not a recipe: it is not a JSON object.</source>
        <translation>这不是配方：它不是 JSON 对象。</translation>
    </message>
    <message>
        <source>This was kept by a later version of Styler; some of its settings may mean something else.</source>
        <translation>这是由较新版本的 Styler 保存的；其中有些设置的含义可能已经不同。</translation>
    </message>
    <message>
        <source>The setting {name} is not known here; it does nothing.</source>
        <translation>这里不认识设置 {name}；它不起作用。</translation>
    </message>
    <message>
        <source>{error} The usual value is taken instead.</source>
        <translation>{error}现改用通常的值。</translation>
    </message>
    <message>
        <source>There is no parameter {name}. The parameters are: {names}.</source>
        <translation>没有参数“{name}”。可用参数：{names}。</translation>
    </message>
    <message>
        <source>{label} cannot be changed while a picture is being made. What can is: {names}.</source>
        <translation>绘制过程中不能更改“{label}”。可以更改的有：{names}。</translation>
    </message>
    <message>
        <source>The run has gone astray again after three returns, and was ended; the picture is the best it had. Smaller weights, or precision float32, may help.</source>
        <translation>优化在三次回退之后仍然发散，已经结束；作品是其间最好的画面。减小权重，或将精度设为 float32，可能会有帮助。</translation>
    </message>
    <message>
        <source>{device} has run out of memory. The run goes on where it was, in smaller blocks.</source>
        <translation>{device} 的内存已用尽。将改用更小的分块，从中断处继续。</translation>
    </message>
    <message>
        <source>{device} has run out of memory. The run goes on where it was, on the processor.</source>
        <translation>{device} 的内存已用尽。将改用处理器，从中断处继续。</translation>
    </message>
    <message>
        <source>{device} has failed: {error}. The picture is the best there was. Another device may work.</source>
        <translation>{device} 出现故障：{error}。作品是此前最好的画面。换一个设备也许可行。</translation>
    </message>
    <message>
        <source>The unfinished picture has none of this run&apos;s sizes. Please start anew.</source>
        <translation>未完成的图像与本次运行的任何尺寸都不符。请重新开始。</translation>
    </message>
    <message>
        <source>The painting matched to the photo&apos;s colours takes a new picture.</source>
        <translation>要让画作的色彩与照片匹配，需要重新绘制一张。</translation>
    </message>
    <message>
        <source>This run cannot be continued with other sizes or another optimiser. Please start a new one.</source>
        <translation>尺寸或优化器不同，无法继续此次运行。请重新开始。</translation>
    </message>
    <message>
        <source>This network has no layer {layer}. Its layers are: {layers}.</source>
        <translation>此网络没有 {layer} 层。它的网络层有：{layers}。</translation>
    </message>
    <message>
        <source>There is no network named {name}. There are: {names}. To get more: styler weights download {downloads} or styler weights import FILE.</source>
        <translation>没有名为“{name}”的网络。现有：{names}。要获取更多网络：styler weights download {downloads} 或 styler weights import FILE。</translation>
    </message>
    <message>
        <source>{file} is not a whole {architecture} network. Missing: {layers}.</source>
        <translation>{file} 不是完整的 {architecture} 网络。缺少：{layers}。</translation>
    </message>
    <message>
        <source>{file} is no {architecture} network. It also has: {layers}.</source>
        <translation>{file} 不是 {architecture} 网络。它还含有：{layers}。</translation>
    </message>
    <message>
        <source>{file} is no network for Styler: {layer} has the shape {shape}, not {expected}.</source>
        <translation>{file} 不是 Styler 可用的网络：{layer} 的形状是 {shape}，而不是 {expected}。</translation>
    </message>
    <message>
        <source>{file} is damaged: {layer} holds infinite or undefined values. Please get the file again.</source>
        <translation>{file} 已损坏：{layer} 含有无穷或未定义的数值。请重新获取该文件。</translation>
    </message>
    <message>
        <source>{file} has the name of a network that ships with Styler. Please give the file another name.</source>
        <translation>{file} 与 Styler 自带的网络同名。请为该文件换个名称。</translation>
    </message>
    <message>
        <source>The network file {file} is damaged. Please install the program again.</source>
        <translation>网络文件 {file} 已损坏。请重新安装本程序。</translation>
    </message>
    <message>
        <source>The network file {file} is damaged, or was not put there by Styler. Please download it again, or import it again with --overwrite.</source>
        <translation>网络文件 {file} 已损坏，或不是由 Styler 放入的。请重新下载，或使用 --overwrite 重新导入。</translation>
    </message>
    <message>
        <source>The network file {file} cannot be read: {reason}.</source>
        <translation>无法读取网络文件 {file}：{reason}。</translation>
    </message>
    <message>
        <source>The network file {file} is missing. Please install the program again.</source>
        <translation>缺少网络文件 {file}。请重新安装本程序。</translation>
    </message>
    <message>
        <source>The network file {file} is missing. Please download or import it again.</source>
        <translation>缺少网络文件 {file}。请重新下载或导入。</translation>
    </message>
    <message>
        <source>There is no network named {name} to download. There are: {names}.</source>
        <translation>没有可供下载的网络“{name}”。可供下载的有：{names}。</translation>
    </message>
    <message>
        <source>{file} is a folder. Please choose the network file itself.</source>
        <translation>{file} 是文件夹。请选择网络文件本身。</translation>
    </message>
    <message>
        <source>There is no file {file}.</source>
        <translation>没有文件 {file}。</translation>
    </message>
    <message>
        <source>The file {file} cannot be read: {reason}.</source>
        <translation>无法读取文件 {file}：{reason}。</translation>
    </message>
    <message>
        <source>{file} was not opened: it is damaged, or holds more than arrays of numbers and might run foreign program code. Please look for the network as a safetensors file or as a plain state_dict.</source>
        <translation>未打开 {file}：它已损坏，或除数值数组外还有其他内容，可能会运行外来程序代码。请改用 safetensors 文件或单纯的 state_dict 形式的网络。</translation>
    </message>
    <message>
        <source>{file} is damaged or not complete and cannot be read. Please get the file again.</source>
        <translation>{file} 已损坏或不完整，无法读取。请重新获取该文件。</translation>
    </message>
    <message>
        <source>{file} holds no network that Styler knows. Please choose the safetensors or PyTorch file of a VGG-16 or VGG-19.</source>
        <translation>{file} 中没有 Styler 认识的网络。请选择 VGG-16 或 VGG-19 的 safetensors 或 PyTorch 文件。</translation>
    </message>
    <message>
        <source>There is no input convention {convention}. There are: {conventions}.</source>
        <translation>没有输入约定“{convention}”。可选的有：{conventions}。</translation>
    </message>
    <message>
        <source>Styler cannot tell which input the network in {file} expects. Please find out where the file comes from and say --convention with one of: {conventions}.</source>
        <translation>Styler 无法判断 {file} 中的网络需要哪种输入。请查明该文件的来源，并用 --convention 指明其中之一：{conventions}。</translation>
    </message>
    <message>
        <source>A network cannot be called {name}: that is Styler&apos;s own network, or has other characters in it than letters, digits, dots, hyphens and underscores. Please choose another --name.</source>
        <translation>网络不能命名为“{name}”：这是 Styler 自带网络的名称，或者含有字母、数字、点、连字符和下划线以外的字符。请另选 --name。</translation>
    </message>
    <message>
        <source>There is a network {name} already: {file}. Please choose another --name, or say --overwrite.</source>
        <translation>已有网络“{name}”：{file}。请另选 --name，或使用 --overwrite。</translation>
    </message>
    <message>
        <source>The network cannot be stored in {folder}: {reason}.</source>
        <translation>无法将网络存入 {folder}：{reason}。</translation>
    </message>
    <message>
        <source>What came from {address} is damaged or not complete ({received} bytes). Please try again, or fetch the file with a browser and say: styler weights import FILE.</source>
        <translation>从 {address} 获取的内容已损坏或不完整（{received} 字节）。请重试，或用浏览器下载该文件，再运行：styler weights import FILE。</translation>
    </message>
    <message>
        <source>{address} cannot be reached: {reason}. Please try again, or fetch the file with a browser and say: styler weights import FILE.</source>
        <translation>无法连接 {address}：{reason}。请重试，或用浏览器下载该文件，再运行：styler weights import FILE。</translation>
    </message>
    <message>
        <source>{link} is a web address. Please save the picture first, or drag the picture itself.</source>
        <translation>{link} 是网址。请先保存图片，或直接拖动图片本身。</translation>
    </message>
    <message>
        <source>{reason}
And {count} more could not be taken in.</source>
        <translation>{reason}
另有 {count} 个也无法导入。</translation>
    </message>
    <message>
        <source>{file} has not the ending of a picture, so it is not on the shelf.</source>
        <translation>{file} 没有图片的扩展名，因此没有放到架上。</translation>
    </message>
    <message>
        <source>There are no pictures in the folder {file}.</source>
        <translation>文件夹 {file} 中没有图片。</translation>
    </message>
    <message>
        <source>This picture has only {width} x {height} pixels; {least} a side are needed.</source>
        <translation>这张图片只有 {width} × {height} 像素；每边至少需要 {least} 像素。</translation>
    </message>
    <message>
        <source>What was dropped</source>
        <translation>拖入的内容</translation>
    </message>
    <message>
        <source>The preset {name} was not removed: {reason}.</source>
        <translation>未能删除预设“{name}”：{reason}。</translation>
    </message>
    <message>
        <source>{file} cannot be taken in: {reason} Nothing was changed.</source>
        <translation>无法导入 {file}：{reason}未做任何更改。</translation>
    </message>
    <message>
        <source>The preset {file} cannot be used: {reason} The defaults are used.</source>
        <translation>无法使用预设 {file}：{reason}现使用默认设置。</translation>
    </message>
    <message>
        <source>There is no preset named {name} any more.</source>
        <translation>已经没有名为“{name}”的预设。</translation>
    </message>
    <message>
        <source>The folder for presets, {folder}, cannot be made: {reason}.</source>
        <translation>无法创建预设文件夹 {folder}：{reason}。</translation>
    </message>
    <message>
        <source>It was made by a newer Styler.</source>
        <translation>它由更新版本的 Styler 创建。</translation>
    </message>
    <message>
        <source>It has no name or no recipe.</source>
        <translation>它缺少名称或配方。</translation>
    </message>
    <message>
        <source>It cannot be read: {reason}.</source>
        <translation>它无法读取：{reason}。</translation>
    </message>
    <message>
        <source>It is far too large for a preset.</source>
        <translation>它远远超出了预设应有的大小。</translation>
    </message>
    <message>
        <source>It is not JSON.</source>
        <translation>它不是 JSON 文件。</translation>
    </message>
    <message>
        <source>It is JSON, but no preset.</source>
        <translation>它是 JSON 文件，但不是预设。</translation>
    </message>
    <message>
        <source>A preset needs a name.</source>
        <translation>预设需要一个名称。</translation>
    </message>
    <message>
        <source>A preset&apos;s name can have {most} letters at most.</source>
        <translation>预设名称最多 {most} 个字符。</translation>
    </message>
    <message>
        <source>There is already a preset named {name}.</source>
        <translation>已有名为“{name}”的预设。</translation>
    </message>
    <message>
        <source>There is nothing in this picture.</source>
        <translation>这张图片是空的。</translation>
    </message>
    <message>
        <source>A picture of this size takes {least} s at least; please allow more time, or choose a smaller size.</source>
        <translation>这个尺寸的作品至少需要 {least} 秒；请给更多时间，或选择更小的尺寸。</translation>
    </message>
    <message>
        <source>The size of a print must be two lengths with a unit, such as 60x40cm or 24x36in, not {value}.</source>
        <translation>打印尺寸必须是两个带单位的长度，例如 60x40cm 或 24x36in，而不是 {value}。</translation>
    </message>
    <message>
        <source>The dots per inch must be between {low} and {high}, not {value}.</source>
        <translation>每英寸点数必须在 {low} 到 {high} 之间，而不是 {value}。</translation>
    </message>
    <message>
        <source>This print has {width} x {height} pixels at {dpi} dpi; the long edge must have {low} to {high}.</source>
        <translation>此打印件在 {dpi} dpi 下为 {width} × {height} 像素；长边必须在 {low} 到 {high} 之间。</translation>
    </message>
    <message>
        <source>The unfinished picture is no longer there; another window of Styler has taken it.</source>
        <translation>未完成的图像已不在；另一个 Styler 窗口已经接手。</translation>
    </message>
    <message>
        <source>The unfinished picture in {folder} is damaged, and cannot be continued. Please start anew.</source>
        <translation>{folder} 中未完成的图像已损坏，无法继续。请重新开始。</translation>
    </message>
    <message>
        <source>The file was not written, as you wished.</source>
        <translation>已按您的要求停止写入文件。</translation>
    </message>
    <message>
        <source>A picture of {width} x {height} px needs {least} GB of memory at least, and {most} GB may be used; please choose a smaller size, or allow more.</source>
        <translation>{width} × {height} 像素的图像至少需要 {least} GB 内存，而可用的只有 {most} GB；请减小尺寸，或允许使用更多内存。</translation>
    </message>
    <message>
        <source>{card} is not used, because this PyTorch ({version}) is made without CUDA. This installs one that is made with it: &quot;{command}&quot;. {address} says which there are.</source>
        <translation>未使用 {card}，因为这个 PyTorch（{version}）不带 CUDA。这样可以安装带 CUDA 的版本：“{command}”。有哪些版本，见 {address}。</translation>
    </message>
    <message>
        <source>{card} is not used, because this PyTorch ({version}) is not made for cards of compute capability {capability}. This installs one that is: &quot;{command}&quot;. {address} says which there are.</source>
        <translation>未使用 {card}，因为这个 PyTorch（{version}）不是为计算能力 {capability} 的显卡制作的。这样可以安装合适的版本：“{command}”。有哪些版本，见 {address}。</translation>
    </message>
    <message>
        <source>{card} is not used, because PyTorch supports no cards of compute capability {capability} any more.</source>
        <translation>未使用 {card}，因为 PyTorch 已不再支持计算能力为 {capability} 的显卡。</translation>
    </message>
    <message>
        <source>{card} is not used, because CUDA {cuda} does not start here: {reason}. A newer driver may help ({drivers}), or a PyTorch for another CUDA: &quot;{command}&quot;. {address} says which there are.</source>
        <translation>未使用 {card}，因为 CUDA {cuda} 在这里无法启动：{reason}。更新驱动程序（{drivers}）或换用其他 CUDA 版本的 PyTorch 可能有用：“{command}”。有哪些版本，见 {address}。</translation>
    </message>
    <message>
        <source>{card} is not used, because CUDA_VISIBLE_DEVICES hides it.</source>
        <translation>未使用 {card}，因为 CUDA_VISIBLE_DEVICES 隐藏了它。</translation>
    </message>
    <message>
        <source>PyTorch, which does the arithmetic, is not installed. Please install it: &quot;{command}&quot;.</source>
        <translation>负责运算的 PyTorch 没有安装。请安装：“{command}”。</translation>
    </message>
    <message>
        <source>There is too little free memory to load PyTorch. Please close other programs, or let this one have more memory (on Windows: a larger paging file), and try again.</source>
        <translation>可用内存太少，无法加载 PyTorch。请关闭其他程序，或允许本程序使用更多内存（在 Windows 上：增大页面文件），然后重试。</translation>
    </message>
    <message>
        <source>PyTorch cannot be loaded, because it is made for another kind of processor, or damaged: {reason}. Please install the one for this computer: &quot;{command}&quot;.</source>
        <translation>无法加载 PyTorch：它是为另一种处理器制作的，或已损坏（{reason}）。请安装适合这台电脑的版本：“{command}”。</translation>
    </message>
    <message>
        <source>PyTorch cannot be loaded: {reason}. Most often Microsoft&apos;s Visual C++ Redistributable is missing or too old. Please install it from {address} and try again.</source>
        <translation>无法加载 PyTorch：{reason}。最常见的原因是缺少微软的 Visual C++ Redistributable，或其版本太旧。请从 {address} 安装，然后重试。</translation>
    </message>
    <message>
        <source>PyTorch cannot be loaded: {reason}. It seems to be damaged or incomplete. Please install it anew: &quot;{command}&quot;.</source>
        <translation>无法加载 PyTorch：{reason}。它似乎已损坏或不完整。请重新安装：“{command}”。</translation>
    </message>
    <message>
        <source>PyTorch was loaded only in part before, which cannot be made good while Styler runs. Please close Styler and start it again.</source>
        <translation>PyTorch 先前只加载了一部分，在 Styler 运行期间无法补救。请关闭 Styler，再重新启动。</translation>
    </message>
    <message>
        <source>{file} is a HEIF file whose picture is coded as {codec}, which cannot be read here. Please export it as PNG, TIFF or JPEG.</source>
        <translation>{file} 是一个 HEIF 文件，其中的图片采用 {codec} 编码，这里无法读取。请将其导出为 PNG、TIFF 或 JPEG。</translation>
    </message>
    <message>
        <source>a sequence of pictures, like a video</source>
        <translation>类似视频的图片序列</translation>
    </message>
    <message>
        <source>{file} has {count} channels, which is no picture for a screen. Please export it as PNG, TIFF or JPEG.</source>
        <translation>{file} 有 {count} 个通道，不是可在屏幕上显示的图片。请将其导出为 PNG、TIFF 或 JPEG。</translation>
    </message>
    <message>
        <source>{file} has a colour profile that cannot be read from JPEG XL, so its colours may be slightly wrong.</source>
        <translation>{file} 中的颜色配置文件无法从 JPEG XL 中读取，因此颜色可能略有偏差。</translation>
    </message>
    <message>
        <source>{file} is incomplete: {percent} % of its picture is missing or damaged. What is there was taken.</source>
        <translation>{file} 不完整：图片有 {percent}% 缺失或损坏，已读取现有的部分。</translation>
    </message>
    <message>
        <source>{file} holds values darker than black or brighter than white ({percent} % of all); they were made black or white.</source>
        <translation>{file} 含有比黑更暗或比白更亮的数值（占全部的 {percent}%），这些数值已变为黑色或白色。</translation>
    </message>
    <message>
        <source>{file} holds values that are no numbers (NaN or infinite), which no picture can show. Please export it again.</source>
        <translation>{file} 含有非数字的值（NaN 或无穷大），任何图片都无法显示。请重新导出。</translation>
    </message>
    <message>
        <source>{file} has values above 1, so {white} was taken for white.</source>
        <translation>{file} 含有大于 1 的数值，因此将 {white} 视为白色。</translation>
    </message>
    <message>
        <source>{file} is incomplete: it is coarser than it was meant to be.</source>
        <translation>{file} 不完整：图片比原本的更粗糙。</translation>
    </message>
    <message>
        <source>{file} holds layers, but no flattened picture: it was saved without maximum compatibility. Please save it again with that, or export it as PNG, TIFF or JPEG.</source>
        <translation>{file} 只有图层，没有合并后的图片：保存时未选择“最大兼容”。请选择该项重新保存，或将其导出为 PNG、TIFF 或 JPEG。</translation>
    </message>
    <message>
        <source>{file} is a PSD file in a colour mode that cannot be read. Please convert it to RGB, or export it as PNG, TIFF or JPEG.</source>
        <translation>{file} 是一个 PSD 文件，其颜色模式无法读取。请将其转换为 RGB，或导出为 PNG、TIFF 或 JPEG。</translation>
    </message>
    <message>
        <source>{file} is a TIFF file of a kind that cannot be read ({kind}). Please save it as a TIFF with RGB colours, or as a PNG.</source>
        <translation>{file} 是一种无法读取的 TIFF 文件（{kind}）。请将其保存为 RGB 颜色的 TIFF，或保存为 PNG。</translation>
    </message>
    <message>
        <source>Left out, as it does not look like a picture: {names}</source>
        <translation>看起来不是图片，未使用：{names}</translation>
    </message>
    <message>
        <source>No program opens {file} here.</source>
        <translation>这里没有可以打开 {file} 的程序。</translation>
    </message>
    <message>
        <source>No program shows the folder {file} here.</source>
        <translation>这里没有可以显示文件夹 {file} 的程序。</translation>
    </message>
    <message>
        <source>{file} is not there any more.</source>
        <translation>{file} 已不存在。</translation>
    </message>
    <message>
        <source>The temporary file {file} cannot be written: {reason}.</source>
        <translation>无法写入临时文件 {file}：{reason}。</translation>
    </message>
    <message>
        <source>Earlier pictures cannot be put on the disk, so they stay in memory. {folder} cannot be written to: {reason}.</source>
        <translation>无法将较早的作品存到磁盘上，因此它们仍留在内存中。无法写入 {folder}：{reason}。</translation>
    </message>
    <message>
        <source>A guide goes with one whole layer, such as relu4_3.</source>
        <translation>引导图片只能与一个完整的层一起使用，例如 relu4_3。</translation>
    </message>
    <message>
        <source>{text} names nothing in the network. relu4_1:12 is a channel, relu4_1:12@ its neuron in the middle, relu4_1 a layer, relu4_1:12+relu3_1:7 a mix of two.</source>
        <translation>网络中没有 {text} 所指的内容。relu4_1:12 表示一个通道，relu4_1:12@ 表示该通道正中的神经元，relu4_1 表示一层，relu4_1:12+relu3_1:7 表示两者的混合。</translation>
    </message>
    <message>
        <source>There is nothing to excite: all weights are 0.</source>
        <translation>没有可激活的目标：所有权重都是 0。</translation>
    </message>
    <message>
        <source>{layer} has no channel {channel}: it has {count}, numbered from 0 to {last}.</source>
        <translation>{layer} 没有通道 {channel}：它共有 {count} 个通道，编号从 0 到 {last}。</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>{name} is a folder; please choose another name.</source>
        <translation>{name} 是文件夹；请另选名称。</translation>
    </message>
    <message>
        <source>A file name cannot contain / or \. The folder has a field of its own.</source>
        <translation>文件名不能包含 / 或 \。文件夹请填在单独的一栏。</translation>
    </message>
    <message>
        <source>Please give the file a name.</source>
        <translation>请为文件命名。</translation>
    </message>
    <message>
        <source>A file name cannot contain {letters} here.</source>
        <translation>此处的文件名不能包含 {letters}。</translation>
    </message>
    <message>
        <source>Windows keeps the name {name} for itself.</source>
        <translation>Windows 保留了名称 {name}，不能使用。</translation>
    </message>
    <message>
        <source>Styler cannot write {suffix} files. It can write {formats}.</source>
        <translation>Styler 不能写入 {suffix} 文件。可写入的格式：{formats}。</translation>
    </message>
    <message>
        <source>This name is too long.</source>
        <translation>名称太长。</translation>
    </message>
    <message>
        <source>Please choose a folder.</source>
        <translation>请选择文件夹。</translation>
    </message>
    <message>
        <source>Please give the whole path of the folder.</source>
        <translation>请给出文件夹的完整路径。</translation>
    </message>
    <message>
        <source>There is no folder {folder}.</source>
        <translation>没有文件夹 {folder}。</translation>
    </message>
    <message>
        <source>Export the picture</source>
        <translation>导出作品</translation>
    </message>
    <message>
        <source>Browse...</source>
        <translation>浏览...</translation>
    </message>
    <message>
        <source>Keep date, place and camera data of the photo</source>
        <translation>保留照片的日期、地点和相机信息</translation>
    </message>
    <message>
        <source>Writing the file</source>
        <translation>正在写入文件</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stop writing</source>
        <translation>停止写入</translation>
    </message>
    <message>
        <source>Replace it</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>Keep both</source>
        <translation>两个都保留</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>{width} × {height} px</source>
        <translation>{width} × {height} 像素</translation>
    </message>
    <message>
        <source>The picture</source>
        <translation>作品</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>质量</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>选择文件夹</translation>
    </message>
    <message>
        <source>{name} is a picture that you paint from, and stays. &quot;Keep both&quot; names the new one {free}.</source>
        <translation>{name} 是您作画用的原图，会予以保留。选择“两个都保留”，新文件将命名为 {free}。</translation>
    </message>
    <message>
        <source>{name} is there already. &quot;Keep both&quot; names the new one {free}.</source>
        <translation>{name} 已存在。选择“两个都保留”，新文件将命名为 {free}。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>Fields</name>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>No</source>
        <translation>否</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>{low} to {high}.</source>
        <translation>范围：{low} 至 {high}。</translation>
    </message>
    <message>
        <source>Default: {value}.</source>
        <translation>默认值：{value}。</translation>
    </message>
    <message>
        <source>fine</source>
        <translation>细</translation>
    </message>
    <message>
        <source>broad</source>
        <translation>阔</translation>
    </message>
    <message>
        <source>photo</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>painting</source>
        <translation>画作</translation>
    </message>
</context>
<context>
    <name>Figures</name>
    <message>
        <source>{percent} %</source>
        <translation>{percent}%</translation>
    </message>
</context>
<context>
    <name>Inside</name>
    <message>
        <source>Pasted picture</source>
        <translation>粘贴的图片</translation>
    </message>
</context>
<context>
    <name>InsidePage</name>
    <message>
        <source>{layer} on {photo}: {count} channels, the strongest first</source>
        <translation>{layer} 看“{photo}”：{count} 个通道，最强的在前</translation>
    </message>
    <message>
        <source>{layer}: {count} channels</source>
        <translation>{layer}：{count} 个通道</translation>
    </message>
    <message>
        <source>Choose a photo in the studio: here you will see what each channel finds in it.</source>
        <translation>请先在画室里选一张照片：这里会显示每个通道在照片中发现了什么。</translation>
    </message>
    <message>
        <source>A picture is being painted. The photo is looked at as soon as that is done.</source>
        <translation>正在绘制图片。画完后会立即用网络查看照片。</translation>
    </message>
    <message>
        <source>Waking up the network</source>
        <translation>正在启动网络</translation>
    </message>
    <message>
        <source>Looking at the photo</source>
        <translation>正在查看照片</translation>
    </message>
    <message>
        <source>Below each: its number, and its largest activation on the photo, which is white.</source>
        <translation>每个通道下方是它的编号和它在照片上的最大激活值（以白色显示）。</translation>
    </message>
</context>
<context>
    <name>LayersField</name>
    <message>
        <source>No layers: this part does not count.</source>
        <translation>未选网络层：此项不计入目标函数。</translation>
    </message>
    <message>
        <source>Add a layer</source>
        <translation>添加网络层</translation>
    </message>
    <message>
        <source>{label}: add a layer</source>
        <translation>{label}：添加网络层</translation>
    </message>
</context>
<context>
    <name>Looks</name>
    <message>
        <source>Half photo, half painting.</source>
        <translation>一半照片，一半画作。</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清晰</translation>
    </message>
    <message>
        <source>Keeps the photo&apos;s outlines: faces can be recognised.</source>
        <translation>保留照片的轮廓：人脸仍可辨认。</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>均衡</translation>
    </message>
    <message>
        <source>Painterly</source>
        <translation>如画家所绘</translation>
    </message>
    <message>
        <source>As the painter would: all is made of the painting&apos;s strokes, and small things go.</source>
        <translation>如同画家亲手所绘：一切都由画作的笔触构成，细小之物会消失。</translation>
    </message>
    <message>
        <source>Soft</source>
        <translation>柔和</translation>
    </message>
    <message>
        <source>Calm areas and soft strokes, without fine grain.</source>
        <translation>色面平静，笔触柔和，没有细碎的颗粒。</translation>
    </message>
    <message>
        <source>Broad</source>
        <translation>阔笔</translation>
    </message>
    <message>
        <source>A broad brush: few, large strokes.</source>
        <translation>大号画笔：笔触少而阔大。</translation>
    </message>
    <message>
        <source>Fine</source>
        <translation>细笔</translation>
    </message>
    <message>
        <source>A fine brush: many small strokes and rich detail.</source>
        <translation>小号画笔：笔触细密，细节丰富。</translation>
    </message>
    <message>
        <source>Bold</source>
        <translation>豪放</translation>
    </message>
    <message>
        <source>The painting takes over; of the photo the large forms remain.</source>
        <translation>以画作为主，照片只留下大的形体。</translation>
    </message>
    <message>
        <source>Natural</source>
        <translation>本色</translation>
    </message>
    <message>
        <source>The painting&apos;s brushwork in the photo&apos;s own colours.</source>
        <translation>画作的笔触，照片自己的颜色。</translation>
    </message>
    <message>
        <source>Gatys, 2015</source>
        <translation>Gatys 原法</translation>
    </message>
    <message>
        <source>The method of Gatys, Ecker and Bethge as in their paper, from the photo.</source>
        <translation>Gatys、Ecker 与 Bethge 论文中的原始方法，从照片开始。</translation>
    </message>
</context>
<context>
    <name>LooksField</name>
    <message>
        <source>Look</source>
        <translation>风格</translation>
    </message>
    <message>
        <source>Look: {name}</source>
        <translation>风格：{name}</translation>
    </message>
</context>
<context>
    <name>LossChart</name>
    <message>
        <source>Objective J</source>
        <translation>目标函数 J</translation>
    </message>
    <message>
        <source>Content</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Style</source>
        <translation>风格</translation>
    </message>
    <message>
        <source>Smoothness</source>
        <translation>平滑度</translation>
    </message>
    <message>
        <source>Neighbours</source>
        <translation>近邻</translation>
    </message>
    <message>
        <source>The losses are drawn here while a picture is painted.</source>
        <translation>绘制作品时，这里会显示损失曲线。</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>网络层</translation>
    </message>
    <message>
        <source>Show also what each layer adds</source>
        <translation>同时显示各网络层的损失</translation>
    </message>
    <message>
        <source>Chart of the losses</source>
        <translation>损失曲线</translation>
    </message>
    <message>
        <source>{term}, {layer}</source>
        <translation>{term}（{layer}）</translation>
    </message>
    <message>
        <source>Show or hide: {curve}</source>
        <translation>显示或隐藏：{curve}</translation>
    </message>
    <message>
        <source>The chart is empty.</source>
        <translation>曲线图为空。</translation>
    </message>
    <message>
        <source>Step {step}</source>
        <translation>第 {step} 步</translation>
    </message>
    <message>
        <source>{curve}: {value}</source>
        <translation>{curve}：{value}</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
    <message>
        <source>The example is painted with the default settings.</source>
        <translation>示例使用默认设置绘制。</translation>
    </message>
    <message>
        <source>Back to mine</source>
        <translation>恢复我的设置</translation>
    </message>
    <message>
        <source>Last time the size was {size} px, which takes long. It is {usual} px again.</source>
        <translation>上次的尺寸为 {size} 像素，耗时很长，现已恢复为 {usual} 像素。</translation>
    </message>
    <message>
        <source>Use {size} px</source>
        <translation>使用 {size} 像素</translation>
    </message>
    <message>
        <source>&amp;Recent photos</source>
        <translation>最近使用的照片(&amp;R)</translation>
    </message>
    <message>
        <source>Recent pa&amp;intings</source>
        <translation>最近使用的画作(&amp;I)</translation>
    </message>
    <message>
        <source>Choose paintings</source>
        <translation>选择画作</translation>
    </message>
    <message>
        <source>Choose a picture</source>
        <translation>选择图片</translation>
    </message>
    <message>
        <source>Pictures ({endings})</source>
        <translation>图片 ({endings})</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Choose a folder of paintings</source>
        <translation>选择画作文件夹</translation>
    </message>
    <message>
        <source>Choose a folder of photos</source>
        <translation>选择照片文件夹</translation>
    </message>
    <message>
        <source>There is no picture on the clipboard.</source>
        <translation>剪贴板中没有图片。</translation>
    </message>
    <message>
        <source>The photo is cropped to the shape of the paper. Choose it again to have all of it.</source>
        <translation>照片已裁剪成纸张的形状。重新选择照片即可恢复完整。</translation>
    </message>
    <message>
        <source>These are the settings of picture {number} now.</source>
        <translation>现在使用的是作品 {number} 的设置。</translation>
    </message>
    <message>
        <source>These are the settings that picture {number} ended with. It was steered: {changes}.</source>
        <translation>现在是图片 {number} 结束时的设置。绘制途中调整过：{changes}。</translation>
    </message>
    <message>
        <source>Those it began with</source>
        <translation>改用开始时的设置</translation>
    </message>
    <message>
        <source>These are the settings that picture {number} began with.</source>
        <translation>现在是图片 {number} 开始时的设置。</translation>
    </message>
    <message>
        <source>Picture {number} was removed.</source>
        <translation>已移除作品 {number}。</translation>
    </message>
    <message>
        <source>The file is being written; hold the picture until then, or drag it again.</source>
        <translation>正在写入文件；请按住作品稍候，或稍后再拖一次。</translation>
    </message>
    <message>
        <source>The file is written: now the picture can be dragged.</source>
        <translation>文件已写好，现在可以拖出作品了。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Photo, paintings and settings are those of picture {number} now.</source>
        <translation>现在的照片、画作和设置是图片 {number} 的。</translation>
    </message>
    <message>
        <source>Exported to {file}</source>
        <translation>已导出到 {file}</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Export again...</source>
        <translation>重新导出...</translation>
    </message>
    <message>
        <source>The picture is on the clipboard.</source>
        <translation>作品已复制到剪贴板。</translation>
    </message>
    <message>
        <source>A picture is being painted</source>
        <translation>正在绘制作品</translation>
    </message>
    <message>
        <source>The picture is painted.</source>
        <translation>作品已绘制完成。</translation>
    </message>
    <message>
        <source>Styler</source>
        <translation>Styler</translation>
    </message>
    <message>
        <source>A picture was being made when the program ended: {photo} with {painting}, {done} of {count} levels.</source>
        <translation>程序结束时还有一幅图像未完成：{photo} 与 {painting}，已完成 {count} 个层级中的 {done} 个。</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续做</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>放弃</translation>
    </message>
</context>
<context>
    <name>Manual</name>
    <message>
        <source>Pictures in</source>
        <translation>放入图片</translation>
    </message>
    <message>
        <source>Drop a photo on the left field and a painting on the right one; or click a field, paste with {paste}, or take a picture from the shelves below. {open_photo} and {open_painting} choose files.</source>
        <translation>把照片拖到左边的框，把画作拖到右边的框；也可以点击框来选择，用 {paste} 粘贴，或从下方的图片栏里挑选。{open_photo} 和 {open_painting} 用来选择文件。</translation>
    </message>
    <message>
        <source>Several paintings become a blend: drop them together, or add one with Ctrl held. Each gets a slider for its share.</source>
        <translation>多幅画作会混合在一起：一次拖入几幅，或按住 Ctrl 再添加一幅。每幅画作都有一个滑块来调整占比。</translation>
    </message>
    <message>
        <source>Or drop them on the picture: its left half is for a photo, its right one for a painting. Folders go onto the shelves, and are there again at the next start.</source>
        <translation>也可以直接拖到图片上：左半边用于照片，右半边用于画作。文件夹会放到架上，下次启动时仍在那里。</translation>
    </message>
    <message>
        <source>Photo and paintings are only read. None of your pictures is ever changed.</source>
        <translation>照片和画作只会被读取，您的原图绝不会被改动。</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Press Start ({start}). Beside it stands what the picture will be: its size, how long it takes, and how much memory. What takes long is offered smaller.</source>
        <translation>按“开始”（{start}）。旁边写着作品的尺寸、所需的时间和内存；如果耗时较长，会建议较小的尺寸。</translation>
    </message>
    <message>
        <source>A larger picture takes longer, in step with its area. Try your settings at a small size first; use them again for the large one.</source>
        <translation>尺寸越大耗时越长，时间与面积成正比。请先用小尺寸试好设置，再用同样的设置绘制大图。</translation>
    </message>
    <message>
        <source>{pause} pauses and goes on. {stop} stops and keeps the picture as it is, and {continue} adds steps.</source>
        <translation>{pause} 暂停或继续；{stop} 停止并保留当前的作品；{continue} 追加步数。</translation>
    </message>
    <message>
        <source>Steer</source>
        <translation>调整效果</translation>
    </message>
    <message>
        <source>A look is a manner to paint in: a click takes it, and changes neither the size nor the pictures. Strength is how much of the painting is seen, brush size how broad its strokes are, and Colours whose colours the picture has. Hold the pointer over a control to read what it does.</source>
        <translation>风格是一种画法：单击即可采用，既不改变尺寸，也不改变图片。强度决定画作显现多少，笔触大小决定笔触有多宽，色彩决定采用谁的颜色。把指针停在控件上，即可看到它的作用。</translation>
    </message>
    <message>
        <source>Many controls act at once, while the picture is being painted. Those that cannot are marked “next picture”.</source>
        <translation>许多参数在绘制过程中立即生效；不能立即生效的会标明“下一幅生效”。</translation>
    </message>
    <message>
        <source>More controls ({advanced}) has everything else. The button at the top keeps settings as presets under names of your own.</source>
        <translation>其余参数都在“更多参数”（{advanced}）里。最上方的按钮可以把设置存为预设，名称由您来定。</translation>
    </message>
    <message>
        <source>Look and compare</source>
        <translation>查看与对比</translation>
    </message>
    <message>
        <source>Turn the wheel to zoom, drag to move, {fit} shows all and {actual} every pixel. Hold Space to see the photo, or P to see the painting.</source>
        <translation>滚动滚轮缩放，拖动来移动画面；{fit} 显示全图，{actual} 以实际大小显示。按住空格键看照片，按住 P 键看画作。</translation>
    </message>
    <message>
        <source>{split} draws a line between before and after. Finished pictures stay in the strip below: a click shows one with the photo, paintings and settings that it was made of, and Shift with a click compares it with the one shown.</source>
        <translation>{split} 在前后对比之间画出一条分界线。完成的图片保留在下方的胶片条中：单击即显示该图片，并带回它所用的照片、画作和设置；按住 Shift 单击可将它与当前显示的图片比较。</translation>
    </message>
    <message>
        <source>Pull the lines between the columns to make them wider. {pictures_panel}, {settings_panel} and {strip} hide and show the pictures, the settings and the strip; {message} goes to the latest message.</source>
        <translation>拖动各栏之间的分隔线可调整宽度。{pictures_panel}、{settings_panel} 和 {strip} 分别隐藏或显示图片、设置和已完成的画；{message} 转到最新消息。</translation>
    </message>
    <message>
        <source>{undo} takes back whatever was changed: pictures, weights, settings, presets, a picture that was removed. {alone} hides all but the picture, {full_screen} takes the whole screen, and Escape leads back.</source>
        <translation>{undo} 可撤销任何更改：图片、权重、设置、预设，以及被移除的图片。{alone} 隐藏图片以外的一切，{full_screen} 占满整个屏幕，按 Esc 返回。</translation>
    </message>
    <message>
        <source>The chart ({chart}) shows what the program makes small: the lower the line of J, the nearer the picture is to what was asked for.</source>
        <translation>损失曲线（{chart}）显示程序正在减小的数值：J 的曲线越低，作品就越接近所要求的效果。</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>{export} writes the picture as PNG, JPEG, WebP or TIFF; {copy} copies it; or drag it out of the window. No file is replaced unless you say so.</source>
        <translation>{export} 把作品导出为 PNG、JPEG、WebP 或 TIFF；{copy} 复制作品；也可以直接把它拖出窗口。未经您同意，不会替换任何文件。</translation>
    </message>
    <message>
        <source>For a print, choose “Print size” below Size and a paper, or give its width and height: the picture gets the pixels that this needs.</source>
        <translation>要打印时，请选择尺寸下方的“打印尺寸”，再选纸张或填写宽和高：作品就会有所需的像素。</translation>
    </message>
    <message>
        <source>A picture that is in no file yet has a dot in the strip. Styler asks before it closes.</source>
        <translation>尚未导出的作品在作品栏里带有圆点；关闭之前 Styler 会询问您。</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>{shortcuts} lists all keys. Everything can be reached with Tab and Enter.</source>
        <translation>{shortcuts} 列出所有快捷键。用 Tab 键和回车键可以完成一切操作。</translation>
    </message>
</context>
<context>
    <name>ManualDialog</name>
    <message>
        <source>Manual</source>
        <translation>使用手册</translation>
    </message>
</context>
<context>
    <name>NetworkView</name>
    <message>
        <source>Layers of the network</source>
        <translation>网络的各层</translation>
    </message>
    <message>
        <source>{count} channels of {size} positions</source>
        <translation>{count} 个通道，每个有 {size} 个位置</translation>
    </message>
    <message>
        <source>Each position looks at {size} pixels</source>
        <translation>每个位置看到 {size} 个像素</translation>
    </message>
    <message>
        <source>The photo is compared here</source>
        <translation>在这一层比较照片</translation>
    </message>
    <message>
        <source>The painting is compared here</source>
        <translation>在这一层比较画作</translation>
    </message>
    <message>
        <source>{count} channels</source>
        <translation>{count} 个通道</translation>
    </message>
    <message>
        <source>Style layers</source>
        <translation>风格层</translation>
    </message>
    <message>
        <source>Content layers</source>
        <translation>内容层</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>Close this message</source>
        <translation>关闭此消息</translation>
    </message>
</context>
<context>
    <name>NumberField</name>
    <message>
        <source>Good sizes</source>
        <translation>常用尺寸</translation>
    </message>
</context>
<context>
    <name>PageSwitch</name>
    <message>
        <source>Studio</source>
        <translation>画室</translation>
    </message>
    <message>
        <source>Look inside</source>
        <translation>网络内部</translation>
    </message>
    <message>
        <source>Paint pictures</source>
        <translation>绘制图片</translation>
    </message>
    <message>
        <source>See what the network sees</source>
        <translation>看看网络看到了什么</translation>
    </message>
</context>
<context>
    <name>Parts</name>
    <message>
        <source>{about} ({keys})</source>
        <translation>{about}（{keys}）</translation>
    </message>
</context>
<context>
    <name>PatchView</name>
    <message>
        <source>{picture}, at {left}, {top}: activation {value}</source>
        <translation>{picture}，位于 {left}，{top}：激活值 {value}</translation>
    </message>
</context>
<context>
    <name>PicturesPanel</name>
    <message>
        <source>Drop a photo</source>
        <translation>拖入照片</translation>
    </message>
    <message>
        <source>or click to choose one</source>
        <translation>或点击选择</translation>
    </message>
    <message>
        <source>Drop a painting</source>
        <translation>拖入画作</translation>
    </message>
    <message>
        <source>or click; several become a blend</source>
        <translation>或点击选择；多幅画作会混合</translation>
    </message>
    <message>
        <source>Or take one of these</source>
        <translation>或从这里挑选</translation>
    </message>
    <message>
        <source>Try an example</source>
        <translation>试试示例</translation>
    </message>
    <message>
        <source>A cat, painted like Hokusai&apos;s Great Wave: fills both places and starts.</source>
        <translation>用北斋《神奈川冲浪里》的画风画一只猫：自动填好两处并开始。</translation>
    </message>
    <message>
        <source>Take off the shelf</source>
        <translation>从架上取下</translation>
    </message>
    <message>
        <source>Take the folder {name} off the shelf</source>
        <translation>从架上取下文件夹 {name}</translation>
    </message>
    <message>
        <source>Changed pictures are for the next picture; this one is painted with its own.</source>
        <translation>更换的图片用于下一幅作品；当前作品仍用原来的图片绘制。</translation>
    </message>
    <message>
        <source>An earlier picture is shown; what is chosen here is that of the one being painted.</source>
        <translation>当前显示的是较早的图片；此处所选的内容属于正在绘制的那一张。</translation>
    </message>
    <message>
        <source>A photo in, a painting out</source>
        <translation>放进照片，得到画作</translation>
    </message>
    <message>
        <source>Choose what to paint, and the painting whose manner it takes on.</source>
        <translation>选择要画的照片，再选择要借用其画风的画作。</translation>
    </message>
</context>
<context>
    <name>Plot</name>
    <message>
        <source>Finish</source>
        <translation>收尾</translation>
    </message>
</context>
<context>
    <name>PresetBar</name>
    <message>
        <source>Presets</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Default settings</source>
        <translation>默认设置</translation>
    </message>
    <message>
        <source>Own settings</source>
        <translation>自定义设置</translation>
    </message>
    <message>
        <source>Save these settings...</source>
        <translation>保存当前设置...</translation>
    </message>
    <message>
        <source>Rename...</source>
        <translation>重命名...</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Share as a file...</source>
        <translation>导出为文件...</translation>
    </message>
    <message>
        <source>Take in a file...</source>
        <translation>从文件导入...</translation>
    </message>
    <message>
        <source>The preset “{name}” was removed.</source>
        <translation>已删除预设“{name}”。</translation>
    </message>
    <message>
        <source>Share a preset as a file</source>
        <translation>将预设导出为文件</translation>
    </message>
    <message>
        <source>Take in a preset</source>
        <translation>导入预设</translation>
    </message>
    <message>
        <source>Presets (*.json)</source>
        <translation>预设 (*.json)</translation>
    </message>
    <message>
        <source>The preset is in {file}.</source>
        <translation>预设已保存到 {file}。</translation>
    </message>
    <message>
        <source>The preset “{name}” was taken in.</source>
        <translation>已导入预设“{name}”。</translation>
    </message>
</context>
<context>
    <name>PrintOptions</name>
    <message>
        <source>For print</source>
        <translation>用于打印</translation>
    </message>
    <message>
        <source>8 bits a channel</source>
        <translation>每通道 8 位</translation>
    </message>
    <message>
        <source>16 bits a channel</source>
        <translation>每通道 16 位</translation>
    </message>
    <message>
        <source>At every pixel (4:4:4)</source>
        <translation>每个像素（4:4:4）</translation>
    </message>
    <message>
        <source>At every second column (4:2:2)</source>
        <translation>每隔一列（4:2:2）</translation>
    </message>
    <message>
        <source>At every fourth pixel (4:2:0)</source>
        <translation>每四个像素（4:2:0）</translation>
    </message>
    <message>
        <source>Adobe RGB (1998) compatible</source>
        <translation>兼容 Adobe RGB (1998)</translation>
    </message>
    <message>
        <source>The photo&apos;s own: {name}</source>
        <translation>照片自带：{name}</translation>
    </message>
    <message>
        <source>dots per inch</source>
        <translation>点/英寸</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>位深</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>色彩</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>色彩配置文件</translation>
    </message>
    <message>
        <source>Resolution</source>
        <translation>分辨率</translation>
    </message>
    <message>
        <source>{width} × {height} cm at {dpi} dpi</source>
        <translation>{width} × {height} 厘米，{dpi} dpi</translation>
    </message>
</context>
<context>
    <name>PrintSizeDialog</name>
    <message>
        <source>Print size</source>
        <translation>打印尺寸</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>高度</translation>
    </message>
    <message>
        <source>Margin</source>
        <translation>页边距</translation>
    </message>
    <message>
        <source>Dots per inch</source>
        <translation>每英寸点数</translation>
    </message>
    <message>
        <source>Turn the sheet</source>
        <translation>旋转纸张</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>单位</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>All of it on the paper</source>
        <translation>整张放在纸上</translation>
    </message>
    <message>
        <source>Its middle, filling the paper</source>
        <translation>中间部分铺满纸张</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>纸张</translation>
    </message>
    <message>
        <source>Own size</source>
        <translation>自定尺寸</translation>
    </message>
    <message>
        <source>{width} × {height} {unit}</source>
        <translation>{width} × {height} {unit}</translation>
    </message>
    <message>
        <source>The photo is cropped as soon as you use this size. Choose it again to have all of it.</source>
        <translation>使用此尺寸后照片立即被裁剪。重新选择照片即可恢复完整。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Use this size</source>
        <translation>使用此尺寸</translation>
    </message>
    <message>
        <source>Width × height</source>
        <translation>宽 × 高</translation>
    </message>
    <message>
        <source>{width} × {height} px</source>
        <translation>{width} × {height} 像素</translation>
    </message>
    <message>
        <source>{width} × {height} {unit} on the paper; {dpi} dpi is {sharpness}.</source>
        <translation>纸上为 {width} × {height} {unit}；{dpi} dpi {sharpness}。</translation>
    </message>
    <message>
        <source>Width, height and dots per inch must be numbers above zero.</source>
        <translation>宽度、高度和每英寸点数必须是大于零的数。</translation>
    </message>
    <message>
        <source>The margin must leave something of the paper.</source>
        <translation>页边距必须在纸上留出一些地方。</translation>
    </message>
    <message>
        <source>Letter</source>
        <translation>Letter（信纸）</translation>
    </message>
    <message>
        <source>Tabloid</source>
        <translation>Tabloid（小报）</translation>
    </message>
    <message>
        <source>sharp, from close by too</source>
        <translation>很清晰，近看也是</translation>
    </message>
    <message>
        <source>enough at arm&apos;s length</source>
        <translation>在一臂之外看足够清晰</translation>
    </message>
    <message>
        <source>enough only from some steps away</source>
        <translation>只有在几步之外看才够清晰</translation>
    </message>
    <message>
        <source>too coarse: single pixels will be seen</source>
        <translation>太粗糙：会看到一个个像素</translation>
    </message>
</context>
<context>
    <name>QAbstractFileIconProvider</name>
    <message>
        <source>Drive</source>
        <translation>驱动器</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
</context>
<context>
    <name>QFileDialog</name>
    <message>
        <source>&amp;Look in:</source>
        <translation>查找范围(&amp;L)：</translation>
    </message>
    <message>
        <source>Files of &amp;type:</source>
        <translation>文件类型(&amp;T)：</translation>
    </message>
</context>
<context>
    <name>Quality</name>
    <message>
        <source>Lossless</source>
        <translation>无损</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>质量</translation>
    </message>
    <message>
        <source>Lossless: the picture exactly.</source>
        <translation>无损：与作品完全一致。</translation>
    </message>
    <message>
        <source>A small file. The painting&apos;s fine colours change.</source>
        <translation>文件很小。画作的细腻色彩会改变。</translation>
    </message>
    <message>
        <source>Below {quality} the painting&apos;s fine colours change.</source>
        <translation>低于 {quality} 时，画作的细腻色彩会改变。</translation>
    </message>
    <message>
        <source>Much smaller than PNG; hardly to be told apart.</source>
        <translation>比 PNG 小得多，几乎看不出差别。</translation>
    </message>
</context>
<context>
    <name>RecentMenu</name>
    <message>
        <source>Clear this list</source>
        <translation>清空此列表</translation>
    </message>
</context>
<context>
    <name>Recipe</name>
    <message>
        <source>a time, such as 30s, 2min or 1h30</source>
        <translation>时间，例如 30s、2min 或 1h30</translation>
    </message>
    <message>
        <source>an amount of memory, such as 4GB or 500MB</source>
        <translation>内存大小，例如 4GB 或 500MB</translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>yes or no</source>
        <translation>yes 或 no</translation>
    </message>
    <message>
        <source>layers with weights, such as relu3_1=1,relu4_1=0.5</source>
        <translation>带权重的网络层，例如 relu3_1=1,relu4_1=0.5</translation>
    </message>
    <message>
        <source>numbers with commas, such as 2,1, not all zero</source>
        <translation>用逗号分隔且不全为零的数字，例如 2,1</translation>
    </message>
    <message>
        <source>a name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <source>Long edge of the picture; a smaller photo is enlarged.</source>
        <translation>作品长边的像素数；照片较小时会放大。</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>质量</translation>
    </message>
    <message>
        <source>How much work, and so time, goes into the picture.</source>
        <translation>为这幅画投入多少工夫，也就是多少时间。</translation>
    </message>
    <message>
        <source>Sketch</source>
        <translation>草图</translation>
    </message>
    <message>
        <source>Quick look</source>
        <translation>快速预览</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>均衡</translation>
    </message>
    <message>
        <source>Finest</source>
        <translation>精细</translation>
    </message>
    <message>
        <source>Stop when it is good</source>
        <translation>画好即停</translation>
    </message>
    <message>
        <source>Each level ends as soon as further steps would not be seen.</source>
        <translation>再画下去也看不出变化时，每一级尺度就结束。</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>Be ready in this time, e.g. 30s or 2min, instead of after the quality&apos;s steps.</source>
        <translation>在这段时间内完成（例如 30s 或 2min），而不是按质量规定的步数。</translation>
    </message>
    <message>
        <source>Finish</source>
        <translation>收尾</translation>
    </message>
    <message>
        <source>Steps at the end that draw each spot to the painting&apos;s nearest strokes; 0: none.</source>
        <translation>最后的若干步，使每一处接近画作中最相似的笔触；0：不收尾。</translation>
    </message>
    <message>
        <source>Style strength (beta)</source>
        <translation>风格强度（beta）</translation>
    </message>
    <message>
        <source>More: the brushwork takes over. 0: the photo alone is reconstructed.</source>
        <translation>调大：笔触更占主导。0：只重建照片。</translation>
    </message>
    <message>
        <source>Content strength (alpha)</source>
        <translation>内容强度（alpha）</translation>
    </message>
    <message>
        <source>More: the photo&apos;s shapes stay clearer. 0: texture of the painting alone.</source>
        <translation>调大：照片的形状更清晰。0：只有画作的纹理。</translation>
    </message>
    <message>
        <source>Smoothness (gamma)</source>
        <translation>平滑度（gamma）</translation>
    </message>
    <message>
        <source>Weight of the total variation: more takes away noise, too much makes mud.</source>
        <translation>总变差的权重：调大可减少噪点，过大则画面糊成一片。</translation>
    </message>
    <message>
        <source>Neighbour strength (nu)</source>
        <translation>近邻强度 (nu)</translation>
    </message>
    <message>
        <source>In the finish. More: each spot is drawn nearer to one of the painting&apos;s.</source>
        <translation>用于收尾。越大，每一处越接近画作中的某一处。</translation>
    </message>
    <message>
        <source>Brush size</source>
        <translation>笔触大小</translation>
    </message>
    <message>
        <source>Size of the painting relative to the picture: more gives broader strokes.</source>
        <translation>画作相对于作品的大小：越大，笔触越粗。</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>色彩</translation>
    </message>
    <message>
        <source>The painting&apos;s, the photo&apos;s (put back after painting), or the painting&apos;s matched to the photo.</source>
        <translation>用画作的色彩，用照片的色彩（绘制后还原），或让画作的色彩与照片匹配。</translation>
    </message>
    <message>
        <source>The painting&apos;s</source>
        <translation>取自画作</translation>
    </message>
    <message>
        <source>The photo&apos;s</source>
        <translation>取自照片</translation>
    </message>
    <message>
        <source>Matched to the photo</source>
        <translation>匹配照片</translation>
    </message>
    <message>
        <source>Blend</source>
        <translation>混合</translation>
    </message>
    <message>
        <source>One weight for each painting; none: all alike.</source>
        <translation>每幅画作一个权重；不填：全部相同。</translation>
    </message>
    <message>
        <source>Content layers</source>
        <translation>内容层</translation>
    </message>
    <message>
        <source>Where the photo is compared: low layers keep details, high layers the layout.</source>
        <translation>在哪些网络层上与照片比较：低层保留细节，高层保留布局。</translation>
    </message>
    <message>
        <source>Style layers</source>
        <translation>风格层</translation>
    </message>
    <message>
        <source>Where the painting is compared: low layers are grain, high layers large forms.</source>
        <translation>在哪些网络层上与画作比较：低层对应细微肌理，高层对应大块形状。</translation>
    </message>
    <message>
        <source>Compared by</source>
        <translation>比较方式</translation>
    </message>
    <message>
        <source>What of the painting is matched: the paper&apos;s Gram matrix, or mean and covariance, each for itself.</source>
        <translation>与画作匹配什么：论文中的格拉姆矩阵，或者分别匹配均值与协方差。</translation>
    </message>
    <message>
        <source>Gram matrix</source>
        <translation>格拉姆矩阵</translation>
    </message>
    <message>
        <source>Mean and covariance</source>
        <translation>均值与协方差</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>The network file that looks at the pictures (styler weights list).</source>
        <translation>用来观察图片的网络文件（styler weights list）。</translation>
    </message>
    <message>
        <source>Pooling</source>
        <translation>池化</translation>
    </message>
    <message>
        <source>How the network shrinks: max is painterly, average smooth, blurred least grid.</source>
        <translation>网络缩小特征图的方式：最大池化更有画味，平均池化更平滑，模糊池化的网格痕迹最少。</translation>
    </message>
    <message>
        <source>Maximum</source>
        <translation>最大池化</translation>
    </message>
    <message>
        <source>Average</source>
        <translation>平均池化</translation>
    </message>
    <message>
        <source>Blurred</source>
        <translation>模糊池化</translation>
    </message>
    <message>
        <source>Optimiser</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>L-BFGS is quickest, Adam steady, gradient descent the textbook&apos;s.</source>
        <translation>L-BFGS 最快，Adam 稳定，梯度下降是教科书上的方法。</translation>
    </message>
    <message>
        <source>L-BFGS</source>
        <translation>L-BFGS</translation>
    </message>
    <message>
        <source>Adam</source>
        <translation>Adam</translation>
    </message>
    <message>
        <source>Gradient descent</source>
        <translation>梯度下降</translation>
    </message>
    <message>
        <source>Step size (eta)</source>
        <translation>步长（eta）</translation>
    </message>
    <message>
        <source>The optimiser&apos;s step size (of L-BFGS, its warm-up&apos;s); none: its own default.</source>
        <translation>优化器的步长（对 L-BFGS 指预热阶段）；不填：优化器自己的默认值。</translation>
    </message>
    <message>
        <source>Start from</source>
        <translation>起始图像</translation>
    </message>
    <message>
        <source>The photo</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>The photo, matched to the painting</source>
        <translation>与画作匹配的照片</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>噪声</translation>
    </message>
    <message>
        <source>A picture</source>
        <translation>指定图片</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>Another number gives another noise to start from.</source>
        <translation>换一个数字，就从另一幅噪声开始。</translation>
    </message>
    <message>
        <source>Levels</source>
        <translation>尺度数</translation>
    </message>
    <message>
        <source>How many sizes the picture grows through, each twice the last; none: by quality.</source>
        <translation>作品逐级放大所经过的尺度数，每个尺度是前一个的两倍；不填：由质量决定。</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Optimiser steps over all levels together; none: by quality.</source>
        <translation>所有尺度合计的优化步数；不填：由质量决定。</translation>
    </message>
    <message>
        <source>The photo, laid of the painting&apos;s pieces, as it is, or matched to the painting; noise; or a picture.</source>
        <translation>照片：由画作的碎片拼成、保持原样或与画作匹配；噪声；或一幅图片。</translation>
    </message>
    <message>
        <source>The photo, laid of the painting&apos;s pieces</source>
        <translation>用画作碎片拼成的照片</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>auto, or one that `styler devices` lists: cpu, cuda, cuda:1, mps, xpu.</source>
        <translation>auto，或 `styler devices` 列出的设备：cpu、cuda、cuda:1、mps、xpu。</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Arithmetic of the network; automatic: what this device was measured to be fastest with.</source>
        <translation>网络运算的精度；自动：采用实测在此设备上最快的一种。</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>float32</source>
        <translation>float32</translation>
    </message>
    <message>
        <source>bfloat16</source>
        <translation>bfloat16</translation>
    </message>
    <message>
        <source>float16</source>
        <translation>float16</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>The most that a run may take, program included, such as 4GB. Empty: most of what is free.</source>
        <translation>一次运行最多可占用的内存（包括程序本身），例如 4GB。留空：可用内存的大部分。</translation>
    </message>
    <message>
        <source>Edge of the square picture; none: 64 px for relu1 to relu3, 128 px above.</source>
        <translation>方形图片的边长；不填时，relu1 至 relu3 为 64 像素，更深的层为 128 像素。</translation>
    </message>
    <message>
        <source>How often the picture is improved; none: 128 for relu1 to relu3, 256 above.</source>
        <translation>图片改进的次数；不填时，relu1 至 relu3 为 128 次，更深的层为 256 次。</translation>
    </message>
    <message>
        <source>Several</source>
        <translation>多个答案</translation>
    </message>
    <message>
        <source>How many different answers are made at once.</source>
        <translation>同时生成多少个不同的答案。</translation>
    </message>
    <message>
        <source>Canvas</source>
        <translation>画布</translation>
    </message>
    <message>
        <source>What is optimised: all of the spectrum, or its phase with that of photos.</source>
        <translation>优化的对象：整个频谱，或仅优化相位而幅度取自照片。</translation>
    </message>
    <message>
        <source>Spectrum</source>
        <translation>频谱</translation>
    </message>
    <message>
        <source>Phase</source>
        <translation>相位</translation>
    </message>
    <message>
        <source>Octaves</source>
        <translation>倍频层数</translation>
    </message>
    <message>
        <source>At how many sizes it dreams, from small to large: the more, the larger things.</source>
        <translation>从小到大在多少种尺寸上做梦：越多，出现的事物越大。</translation>
    </message>
    <message>
        <source>Ratio</source>
        <translation>倍率</translation>
    </message>
    <message>
        <source>How much larger each octave is than the one before.</source>
        <translation>每个倍频层比前一层大多少倍。</translation>
    </message>
    <message>
        <source>How often the picture is changed at each octave.</source>
        <translation>在每个倍频层上改变图片的次数。</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>强度</translation>
    </message>
    <message>
        <source>How far each step goes.</source>
        <translation>每一步改变的幅度。</translation>
    </message>
    <message>
        <source>Rounds</source>
        <translation>轮数</translation>
    </message>
    <message>
        <source>How often all octaves are gone through, each time from the last dream.</source>
        <translation>所有倍频层走过的次数，每次从上一轮的梦开始。</translation>
    </message>
    <message>
        <source>How much of the painting&apos;s manner the photo takes on.</source>
        <translation>照片在多大程度上采用画作的画风。</translation>
    </message>
</context>
<context>
    <name>Row</name>
    <message>
        <source>next picture</source>
        <translation>下一幅生效</translation>
    </message>
    <message>
        <source>Back to {value}</source>
        <translation>恢复为 {value}</translation>
    </message>
    <message>
        <source>Reset {label}</source>
        <translation>重置“{label}”</translation>
    </message>
    <message>
        <source>Applies to the next picture; this one is painted with {value}.</source>
        <translation>从下一幅作品起生效；当前作品使用 {value}。</translation>
    </message>
</context>
<context>
    <name>RunBar</name>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>正在停止</translation>
    </message>
    <message>
        <source>Done in {time}</source>
        <translation>完成，用时 {time}</translation>
    </message>
    <message>
        <source>Stopped after {time}</source>
        <translation>已停止，用时 {time}</translation>
    </message>
    <message>
        <source>Steps: {steps}</source>
        <translation>步数：{steps}</translation>
    </message>
    <message>
        <source>Objective J: {value}</source>
        <translation>目标函数 J：{value}</translation>
    </message>
    <message>
        <source>{percent} of the next</source>
        <translation>下一步的 {percent}</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop, and keep the picture</source>
        <translation>停止并保留作品</translation>
    </message>
    <message>
        <source>Pause painting</source>
        <translation>暂停绘制</translation>
    </message>
    <message>
        <source>Chart</source>
        <translation>曲线图</translation>
    </message>
    <message>
        <source>Show the chart of the losses</source>
        <translation>显示损失曲线</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>further steps would not be seen</source>
        <translation>再画下去也看不出变化</translation>
    </message>
    <message>
        <source>Go on painting</source>
        <translation>继续绘制</translation>
    </message>
    <message>
        <source>Painting · {percent} %</source>
        <translation>正在绘制 · {percent} %</translation>
    </message>
    <message>
        <source>Finish ({width} × {height}) · step {step} of {steps}</source>
        <translation>收尾（{width} × {height}）· 第 {step} / {steps} 步</translation>
    </message>
    <message>
        <source>Step {step} of {steps} ({width} × {height})</source>
        <translation>第 {step}/{steps} 步（{width} × {height}）</translation>
    </message>
    <message>
        <source>Level {number} of {count} ({width} × {height}) · step {step} of {steps}</source>
        <translation>尺度 {number}/{count}（{width} × {height}）· 第 {step}/{steps} 步</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} 秒</translation>
    </message>
    <message>
        <source>{time} a step</source>
        <translation>每步 {time}</translation>
    </message>
    <message>
        <source>nearly done</source>
        <translation>即将完成</translation>
    </message>
    <message>
        <source>about {time} left</source>
        <translation>剩余约 {time}</translation>
    </message>
    <message>
        <source>Returns to a better picture: {number}</source>
        <translation>回退到更好的画面：{number} 次</translation>
    </message>
</context>
<context>
    <name>Samples</name>
    <message>
        <source>Cat</source>
        <translation>猫</translation>
    </message>
    <message>
        <source>Astronaut</source>
        <translation>宇航员</translation>
    </message>
    <message>
        <source>Summer Palace</source>
        <translation>颐和园</translation>
    </message>
    <message>
        <source>Coffee</source>
        <translation>咖啡</translation>
    </message>
    <message>
        <source>Rocket</source>
        <translation>火箭</translation>
    </message>
    <message>
        <source>The Great Wave</source>
        <translation>神奈川冲浪里</translation>
    </message>
    <message>
        <source>Katsushika Hokusai</source>
        <translation>葛饰北斋</translation>
    </message>
    <message>
        <source>Village Street in Auvers</source>
        <translation>奥维尔的乡村街道</translation>
    </message>
    <message>
        <source>Vincent van Gogh</source>
        <translation>文森特·梵高</translation>
    </message>
    <message>
        <source>Composition VIII</source>
        <translation>构成第八号</translation>
    </message>
    <message>
        <source>Wassily Kandinsky</source>
        <translation>瓦西里·康定斯基</translation>
    </message>
    <message>
        <source>Summertime</source>
        <translation>夏日时光</translation>
    </message>
    <message>
        <source>Mary Cassatt</source>
        <translation>玛丽·卡萨特</translation>
    </message>
    <message>
        <source>Moulin de la Galette</source>
        <translation>煎饼磨坊的舞会</translation>
    </message>
    <message>
        <source>Pierre-Auguste Renoir</source>
        <translation>皮埃尔-奥古斯特·雷诺阿</translation>
    </message>
    <message>
        <source>Poppies</source>
        <translation>罂粟花</translation>
    </message>
</context>
<context>
    <name>Sentences</name>
    <message>
        <source>Something unexpected went wrong: {error}</source>
        <translation>发生意外错误：{error}</translation>
    </message>
    <message>
        <source>Pasted picture</source>
        <translation>粘贴的图片</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} 秒</translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s</source>
        <translation>{minutes} 分 {seconds} 秒</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} 小时 {minutes} 分</translation>
    </message>
</context>
<context>
    <name>SettingsPanel</name>
    <message>
        <source>Print size...</source>
        <translation>打印尺寸...</translation>
    </message>
    <message>
        <source>Give the size as that of a print: width, height, dots per inch.</source>
        <translation>按打印件给出尺寸：宽、高、每英寸点数。</translation>
    </message>
    <message>
        <source>Take this size instead</source>
        <translation>改用这个尺寸</translation>
    </message>
    <message>
        <source>Use {size} px instead</source>
        <translation>改用 {size} 像素</translation>
    </message>
    <message>
        <source>{size} px: {time}</source>
        <translation>{size} 像素：{time}</translation>
    </message>
    <message>
        <source>Painting...</source>
        <translation>正在绘制...</translation>
    </message>
    <message>
        <source>Paint the photo with these settings ({keys})</source>
        <translation>用这些设置绘制照片（{keys}）</translation>
    </message>
</context>
<context>
    <name>SeveralDialog</name>
    <message>
        <source>{count} pictures</source>
        <translation>{count} 张图片</translation>
    </message>
    <message>
        <source>What are these {count} pictures for?</source>
        <translation>这 {count} 张图片用来做什么？</translation>
    </message>
    <message>
        <source>Take “{name}” as the photo</source>
        <translation>将“{name}”作为照片</translation>
    </message>
    <message>
        <source>Take “{name}” as the photo, the others as paintings</source>
        <translation>将“{name}”作为照片，其余作为画作</translation>
    </message>
    <message>
        <source>Put them on the shelf of photos</source>
        <translation>放到照片架上</translation>
    </message>
    <message>
        <source>Put them on the shelf of paintings</source>
        <translation>放到画作架上</translation>
    </message>
    <message>
        <source>At most {most} at once: each of more would have too small a part to be seen.</source>
        <translation>一次最多 {most} 幅：再多的话，每一幅所占的份额就小得看不出来了。</translation>
    </message>
    <message>
        <source>One picture is painted at a time; the others are left out.</source>
        <translation>一次只绘制一张图片；其余的不会使用。</translation>
    </message>
    <message>
        <source>Add the first {count} to the blend</source>
        <translation>将前 {count} 幅加入混合</translation>
    </message>
    <message>
        <source>Blend the first {count} as paintings</source>
        <translation>混合前 {count} 幅作为画作</translation>
    </message>
    <message>
        <source>Add all {count} to the blend</source>
        <translation>将全部 {count} 幅加入混合</translation>
    </message>
    <message>
        <source>Blend all {count} as paintings</source>
        <translation>混合全部 {count} 幅作为画作</translation>
    </message>
    <message>
        <source>{names} and {count} more</source>
        <translation>{names} 以及另外 {count} 张</translation>
    </message>
</context>
<context>
    <name>Shelf</name>
    <message>
        <source>{title} by {maker}</source>
        <translation>{maker}：{title}</translation>
    </message>
    <message>
        <source>{picture}, chosen</source>
        <translation>{picture}，已选中</translation>
    </message>
</context>
<context>
    <name>ShelfView</name>
    <message>
        <source>Use this</source>
        <translation>使用这一张</translation>
    </message>
    <message>
        <source>Add to the blend</source>
        <translation>加入混合</translation>
    </message>
</context>
<context>
    <name>Shelving</name>
    <message>
        <source>Put on the shelf of photos: {what}</source>
        <translation>已放到照片架上：{what}</translation>
    </message>
    <message>
        <source>Put on the shelf of paintings: {what}</source>
        <translation>已放到画作架上：{what}</translation>
    </message>
    <message>
        <source>{count} pictures</source>
        <translation>{count} 张图片</translation>
    </message>
    <message>
        <source>{folder} ({count})</source>
        <translation>{folder}（{count} 张）</translation>
    </message>
    <message>
        <source>{what}. These are the first of {found}; a shelf takes no more of one folder.</source>
        <translation>{what}。共有 {found} 张，这是前面的一部分；同一文件夹只能放上这么多。</translation>
    </message>
    <message>
        <source>To the paintings instead</source>
        <translation>改放到画作架上</translation>
    </message>
    <message>
        <source>To the photos instead</source>
        <translation>改放到照片架上</translation>
    </message>
    <message>
        <source>What was on the shelf the last time is not there now: {names}</source>
        <translation>上次架上的内容现在找不到了：{names}</translation>
    </message>
    <message>
        <source>Forget it</source>
        <translation>不再记住</translation>
    </message>
    <message>
        <source>Taken off the shelf: {name}</source>
        <translation>已从架上取下：{name}</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
</context>
<context>
    <name>ShippedPresets</name>
    <message>
        <source>The course&apos;s algorithm</source>
        <translation>课程中的算法</translation>
    </message>
    <message>
        <source>From noise, by gradient descent: G begins as noise, and G := G - eta dJ/dG is taken 500 times.</source>
        <translation>从噪声出发，用梯度下降：G 从噪声开始，重复 500 次 G := G - eta dJ/dG。</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
</context>
<context>
    <name>Single</name>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Remove {title}</source>
        <translation>移除“{title}”</translation>
    </message>
</context>
<context>
    <name>StartForecast</name>
    <message>
        <source>Add photo and painting</source>
        <translation>添加照片和画作</translation>
    </message>
    <message>
        <source>Add a photo</source>
        <translation>添加照片</translation>
    </message>
    <message>
        <source>Add a painting</source>
        <translation>添加画作</translation>
    </message>
    <message>
        <source>Choose a start picture</source>
        <translation>选择起始图像</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>about {time}</source>
        <translation>约 {time}</translation>
    </message>
    <message>
        <source>about {memory}</source>
        <translation>内存约 {memory}</translation>
    </message>
    <message>
        <source>Paint again</source>
        <translation>再画一幅</translation>
    </message>
    <message>
        <source>{width} × {height} px</source>
        <translation>{width} × {height} 像素</translation>
    </message>
    <message>
        <source>This takes more than an hour.</source>
        <translation>这需要一个多小时。</translation>
    </message>
    <message>
        <source>This takes more than half of the graphics card&apos;s memory ({memory}).</source>
        <translation>这会占用显存（{memory}）的一半以上。</translation>
    </message>
    <message>
        <source>This takes more than half of this computer&apos;s memory ({memory}).</source>
        <translation>这会占用这台电脑内存（{memory}）的一半以上。</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>处理器</translation>
    </message>
</context>
<context>
    <name>StartPicture</name>
    <message>
        <source>Choose...</source>
        <translation>选择...</translation>
    </message>
    <message>
        <source>Choose the start picture</source>
        <translation>选择起始图片</translation>
    </message>
    <message>
        <source>Do without this start picture</source>
        <translation>不使用这张起始图片</translation>
    </message>
    <message>
        <source>Picture {number}</source>
        <translation>作品 {number}</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>尚未选择</translation>
    </message>
</context>
<context>
    <name>Steps</name>
    <message>
        <source>Remove the photo</source>
        <translation>移除照片</translation>
    </message>
    <message>
        <source>Crop the photo</source>
        <translation>裁剪照片</translation>
    </message>
    <message>
        <source>Choose the paintings</source>
        <translation>选择画作</translation>
    </message>
    <message>
        <source>Add a painting</source>
        <translation>添加画作</translation>
    </message>
    <message>
        <source>Remove a painting</source>
        <translation>移除画作</translation>
    </message>
    <message>
        <source>Weights of the blend</source>
        <translation>混合权重</translation>
    </message>
    <message>
        <source>Do without the start picture</source>
        <translation>不使用起始图片</translation>
    </message>
    <message>
        <source>Choose the start picture</source>
        <translation>选择起始图片</translation>
    </message>
    <message>
        <source>All settings</source>
        <translation>全部设置</translation>
    </message>
    <message>
        <source>Settings of picture {number}</source>
        <translation>图片 {number} 的设置</translation>
    </message>
    <message>
        <source>Show picture {number}</source>
        <translation>显示图片 {number}</translation>
    </message>
    <message>
        <source>Remove picture {number}</source>
        <translation>移除图片 {number}</translation>
    </message>
    <message>
        <source>Choose the photo</source>
        <translation>选择照片</translation>
    </message>
    <message>
        <source>Remove the preset “{name}”</source>
        <translation>移除预设“{name}”</translation>
    </message>
    <message>
        <source>Save the preset “{name}”</source>
        <translation>保存预设“{name}”</translation>
    </message>
    <message>
        <source>Rename the preset “{name}”</source>
        <translation>重命名预设“{name}”</translation>
    </message>
    <message>
        <source>Take in the preset “{name}”</source>
        <translation>导入预设“{name}”</translation>
    </message>
    <message>
        <source>Go on with an unfinished picture</source>
        <translation>继续未完成的图片</translation>
    </message>
    <message>
        <source>Default settings</source>
        <translation>默认设置</translation>
    </message>
    <message>
        <source>Preset “{name}”</source>
        <translation>预设“{name}”</translation>
    </message>
    <message>
        <source>Look “{name}”</source>
        <translation>风格“{name}”</translation>
    </message>
</context>
<context>
    <name>Strip</name>
    <message>
        <source>Stopped before the end</source>
        <translation>提前停止</translation>
    </message>
    <message>
        <source>Failed before the end</source>
        <translation>中途失败</translation>
    </message>
    <message>
        <source>Not exported yet</source>
        <translation>尚未导出</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>{value}, from step {step} on {then}</source>
        <translation>{value}，从第 {step} 步起 {then}</translation>
    </message>
    <message>
        <source>equal parts</source>
        <translation>各占相同比例</translation>
    </message>
    <message>
        <source>{label}: {value}</source>
        <translation>{label}：{value}</translation>
    </message>
    <message>
        <source>Pictures of this sitting</source>
        <translation>本次的作品</translation>
    </message>
    <message>
        <source>Finished pictures are kept here until you close Styler.</source>
        <translation>完成的作品会保留在这里，直到关闭 Styler。</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Compare with the shown one</source>
        <translation>与正在显示的作品对比</translation>
    </message>
    <message>
        <source>Use these settings</source>
        <translation>使用这些设置</translation>
    </message>
    <message>
        <source>Export...</source>
        <translation>导出...</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Shown</source>
        <translation>正在显示</translation>
    </message>
    <message>
        <source>Compared</source>
        <translation>对比中</translation>
    </message>
</context>
<context>
    <name>Viewer</name>
    <message>
        <source>Before</source>
        <translation>之前</translation>
    </message>
    <message>
        <source>After</source>
        <translation>之后</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>画面</translation>
    </message>
    <message>
        <source>Plus and minus zoom, 0 fits the picture, 1 shows it at 100 %, arrows move it, Shift with Left or Right moves the line between before and after. Hold Space for the photo, P for the painting.</source>
        <translation>加号和减号键缩放画面，0 键适应窗口，1 键以 100% 显示，方向键移动画面，Shift 加左右方向键移动前后对比的分界线。按住空格键看照片，按住 P 键看画作。</translation>
    </message>
    <message>
        <source>Impression. Start paints the picture.</source>
        <translation>印象图。点“开始”即可绘制。</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>Painting</source>
        <translation>画作</translation>
    </message>
</context>
<context>
    <name>Wall</name>
    <message>
        <source>Channels of the layer</source>
        <translation>该层的通道</translation>
    </message>
    <message>
        <source>Channel {number}, largest activation {value}</source>
        <translation>通道 {number}，最大激活值 {value}</translation>
    </message>
</context>
<context>
    <name>Well</name>
    <message>
        <source>Choose...</source>
        <translation>选择...</translation>
    </message>
    <message>
        <source>Add...</source>
        <translation>添加...</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>最近使用</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Add a painting</source>
        <translation>添加画作</translation>
    </message>
    <message>
        <source>Reading the picture...</source>
        <translation>正在读取图片...</translation>
    </message>
    <message>
        <source>Stop reading</source>
        <translation>停止读取</translation>
    </message>
    <message>
        <source>Reading the picture</source>
        <translation>正在读取图片</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
</context>
<context>
    <name>Workspace</name>
    <message>
        <source>Photo</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>Height of the chart</source>
        <translation>图表高度</translation>
    </message>
    <message>
        <source>Being painted</source>
        <translation>正在绘制</translation>
    </message>
    <message>
        <source>Picture {number}</source>
        <translation>作品 {number}</translation>
    </message>
    <message>
        <source>Reading the pictures again, larger</source>
        <translation>正在以更大尺寸重新读取图片</translation>
    </message>
    <message>
        <source>Looking at the pictures</source>
        <translation>正在分析图片</translation>
    </message>
    <message>
        <source>Waking up the network</source>
        <translation>正在启动网络</translation>
    </message>
    <message>
        <source>picture {number}</source>
        <translation>作品 {number}</translation>
    </message>
</context>
<context>
    <name>ZoomBar</name>
    <message>
        <source>Show the whole picture (0)</source>
        <translation>显示整幅画面（0）</translation>
    </message>
    <message>
        <source>100 %: one pixel of the picture on one of the screen (1)</source>
        <translation>100%：画面的一个像素对应屏幕的一个像素（1）</translation>
    </message>
    <message>
        <source>Smaller (-)</source>
        <translation>缩小（-）</translation>
    </message>
    <message>
        <source>Larger (+)</source>
        <translation>放大（+）</translation>
    </message>
    <message>
        <source>Before and after: drag the line, or press Shift with Left or Right</source>
        <translation>前后对比：拖动分界线，或按 Shift 加左右方向键</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
</context>
<context>
    <name>_LayerRow</name>
    <message>
        <source>Take out {layer}</source>
        <translation>移除 {layer}</translation>
    </message>
    <message>
        <source>The network has no such layer.</source>
        <translation>网络中没有这一层。</translation>
    </message>
</context>
<context>
    <name>_NameLine</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Name of the preset</source>
        <translation>预设名称</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
</context>
<context>
    <name>_Row</name>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Weight of {title}</source>
        <translation>“{title}”的权重</translation>
    </message>
    <message>
        <source>How much of {title} goes into the blend</source>
        <translation>“{title}”在混合中所占的比重</translation>
    </message>
    <message>
        <source>Remove {title}</source>
        <translation>移除“{title}”</translation>
    </message>
</context>
</TS>
